import CandorCore
import CandorRelease
import SystemPackage

/// What a Candor release says of its own pieces, checked against what is there.
enum ManifestEvidence {
  static func collect(_ survey: Survey) -> [Evidence] {
    survey.roots.enumerated().filter { $1.kind == .candorRelease }.flatMap { index, root in
      guard let file = root.files.first(where: { $0.name == ReleaseManifest.fileName }),
        let text = survey.text(file)
      else { return [Evidence]() }
      do {
        let manifest = try ReleaseManifest(in: root.path)
        return manifest.pieces.flatMap { piece, entry in
          evidence(piece, entry, text, root, survey)
        }
      } catch {
        let reason = TextFile.quoted("\(error)".prefix(200))
        survey.note(
          Finding(.notRead, "no readable manifest: \(reason)", at: .init(path: file.shown)))
        return []
      }
    }
  }

  private static func evidence(
    _ piece: Piece, _ entry: PieceEntry, _ text: TextFile, _ root: Survey.Root, _ survey: Survey
  ) -> [Evidence] {
    let line = text.lines.firstIndex { $0.trimmingSpaces == "\(piece.rawValue):" } ?? 0
    let missing = entry.paths.filter { path in
      !root.files.contains { $0.name == path.text || $0.name.hasPrefix(path.text + "/") }
    }
    if let path = missing.first {
      survey.note(
        Finding(
          .incomplete, "the manifest names `\(path)`, which is not here", at: text.place(line)))
    }
    let (status, claim): (PieceStatus, String) =
      if let reason = entry.absence {
        (.absent, "the manifest says why it is not here: \(TextFile.quoted(reason[...]))")
      } else if entry.paths.isEmpty {
        (.linked, "the manifest names where it is, with a digest")
      } else if missing.isEmpty {
        (.shared, "in " + entry.paths.map(\.text).joined(separator: ", "))
      } else {
        (.partial, "the manifest names files that are not here")
      }
    return components(piece).map { Evidence($0, status, claim, text, line) }
      + card(piece, entry, text, line)
  }

  /// The card that a manifest names for a piece.
  private static func card(
    _ piece: Piece, _ entry: PieceEntry, _ text: TextFile, _ line: Int
  ) -> [Evidence] {
    guard let card = entry.card else { return [] }
    let component: Component? =
      switch piece {
      case .dataset: .dataCard
      case .modelParameters: .modelCard
      default: nil
      }
    let place = text.first(["card: \(card.text)"], from: line) ?? line
    return component.map { [Evidence($0, .shared, "the card \(card.text)", text, place)] } ?? []
  }

  /// The licences that a manifest gives, piece by piece.
  static func terms(_ survey: Survey) -> [Piece: Terms] {
    guard let root = survey.roots.first(where: { $0.kind == .candorRelease }),
      let file = root.files.first(where: { $0.name == ReleaseManifest.fileName }),
      let text = survey.text(file), let manifest = try? ReleaseManifest(in: root.path)
    else { return [:] }
    var terms: [Piece: Terms] = [:]
    for (piece, entry) in manifest.pieces {
      let line = text.lines.firstIndex { $0.trimmingSpaces == "\(piece.rawValue):" } ?? 0
      var found = Terms()
      for identifier in entry.licence?.identifiers ?? [] {
        let place = text.first([identifier], from: line) ?? line
        found.declarations.append(
          .init(text: identifier, licence: Licence.tagged(identifier), place: text.place(place)))
      }
      found.texts = entry.licenceTexts.compactMap { path in
        root.files.first { $0.name == path.text }.flatMap(survey.text).map { RecognisedText($0) }
      }
      terms[piece] = found
    }
    return terms
  }

  /// What a piece of a manifest consists of.
  private static func components(_ piece: Piece) -> [Component] {
    switch piece {
    case .systemSourceCode: [.architecture, .inferenceCode]
    case .modelParameters: [.parameters]
    case .dataset: [.dataset]
    case .hyperparameters: [.hyperparameters]
    case .trainingSourceCode: [.trainingCode, .preprocessingCode]
    case .randomNumberGeneration: [.seed]
    case .softwareFrameworks: [.libraries]
    }
  }
}
