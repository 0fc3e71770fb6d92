/// A licence by its identifier: what kind of openness is on record for it, and what it asks.
public struct Licence: Sendable, Hashable {
  /// An identifier of the SPDX list, or `LicenseRef-…`.
  public let identifier: String
  public let isOSIApproved: Bool
  public let isFSFLibre: Bool
  public let isDeprecated: Bool
  public let conditions: [LicenceCondition]

  /// Terms that are open for data and documents: the list of the Model Openness Tool, with
  /// `PDDL-1.0` under its SPDX name.
  public var isOpenData: Bool {
    let id = identifier
    guard !conditions.contains(where: \.closes) else { return false }
    return id.hasPrefix("CC-BY-") || id.hasPrefix("CDLA-")
      || [
        "CC0-1.0", "ODC-By-1.0", "ODbL-1.0", "PDDL-1.0", "GFDL-1.3-only", "GFDL-1.3-or-later",
        "OGL-Canada-2.0", "OGL-UK-2.0", "OGL-UK-3.0",
      ].contains(id) || isOpenMDW
  }

  public var isOpenMDW: Bool { identifier.hasPrefix("OpenMDW-") || identifier.contains("openmdw") }

  /// Whether anybody may use, change and share what it covers.
  public var isOpen: Bool { isOSIApproved || isFSFLibre || isOpenData }

  init(_ identifier: String, flags: Substring = "", conditions: [LicenceCondition]? = nil) {
    self.identifier = identifier
    isOSIApproved = flags.contains("o")
    isFSFLibre = flags.contains("f")
    isDeprecated = flags.contains("d")
    self.conditions = conditions ?? Self.conditions(of: identifier)
  }

  /// What the names of licence families say.
  private static func conditions(of identifier: String) -> [LicenceCondition] {
    let words = identifier.split(separator: "-")
    var conditions: [LicenceCondition] = []
    if words.contains("NC") { conditions.append(.nonCommercial) }
    if words.contains("ND") { conditions.append(.noDerivatives) }
    if words.contains("SA")
      || ["GPL", "LGPL", "AGPL", "ODbL", "MPL", "EPL", "EUPL"].contains(words[0])
      || identifier.hasPrefix("CDLA-Sharing")
    {
      conditions.append(.sameTerms)
    }
    return conditions
  }
}
