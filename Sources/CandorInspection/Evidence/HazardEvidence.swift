import CandorCore
import CandorRelease

/// What in the system would run, or mislead, when somebody loads it.
enum HazardEvidence {
  /// The worst first. A source checkout holds programs by its nature; only what hides there counts.
  static func collect(_ survey: Survey) -> [Hazard] {
    let hazards = survey.roots.flatMap { root -> [Hazard] in
      do {
        let found = try HazardScan.hazards(in: FolderListing(root.path))
        return found.filter { $0.isUnsafe || root.kind != .sourceCode }.map { hazard in
          Hazard(hazard.effect, root.prefix + hazard.path, place: hazard.place, hazard.what)
        }
      } catch {
        let reason = TextFile.quoted("\(error)".prefix(200))
        survey.note(
          Finding(.notRead, "hazards were not looked for: \(reason)", at: .init(path: root.name)))
        return []
      }
    }
    return Hazard.Effect.allCases.flatMap { effect in hazards.filter { $0.effect == effect } }
  }
}

extension Hazard.Effect {
  /// As a report says it.
  public var term: String {
    switch self {
    case .executes: "runs when it is loaded"
    case .unreadable: "cannot be read to its end, and counts as not safe"
    case .executesOnRequest: "runs when a loader is told to trust it"
    case .misleads: "may be read in two ways"
    }
  }
}
