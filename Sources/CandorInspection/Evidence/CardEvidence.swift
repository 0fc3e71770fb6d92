/// Reads model cards, dataset cards and readmes for what they say and where they point.
enum CardEvidence {
  static func collect(_ survey: Survey) -> [Evidence] {
    survey.files.filter(FileTypes.isCard).flatMap { file -> [Evidence] in
      guard let text = survey.text(file) else { return [] }
      let kind = survey.root(of: file).kind
      let card = FrontMatter(text)
      // Inner readmes of a source tree describe parts of the code.
      let isTop = !file.name.contains("/")
      var evidence = isTop ? self.card(file, text, kind) : []
      guard isTop || kind != .sourceCode else { return [] }
      evidence += metadata(card, text, kind)
      var heading = ""
      for index in text.lines.indices.dropFirst(card.end) {
        let line = text.lines[index]
        if line.hasPrefix("#") { heading = line.lowercased() }
        evidence += CardLine(text, index, heading: heading, kind: kind).evidence
      }
      return evidence
    }
  }

  private static func card(_ file: SurveyFile, _ text: TextFile, _ kind: SystemKind) -> [Evidence] {
    let words = text.lines.reduce(0) { $0 + $1.split(separator: " ").count }
    guard words >= 40 else { return [] }
    switch kind {
    case .dataset: return [Evidence(.dataCard, .shared, "a dataset card of \(words) words", file)]
    case .sourceCode: return []
    default: return [Evidence(.modelCard, .shared, "a model card of \(words) words", file)]
    }
  }

  private static func metadata(
    _ card: FrontMatter, _ text: TextFile, _ kind: SystemKind
  ) -> [Evidence] {
    var evidence: [Evidence] = []
    if kind != .dataset {
      for (name, index) in card["datasets"] {
        evidence.append(
          Evidence(
            .dataset, .linked, "names the dataset `\(TextFile.quoted(name[...]))`", text, index))
      }
      if let (library, index) = card["library_name"].first {
        evidence.append(
          Evidence(
            .inferenceCode, .linked, "runs with the library `\(TextFile.quoted(library[...]))`",
            text, index))
      }
      if let results = card.entry("model-index") {
        evidence.append(
          Evidence(.evaluationResults, .shared, "results in the card", text, results.index))
      }
    }
    for (tag, index) in card["tags"] where tag.hasPrefix("arxiv:") {
      evidence.append(Evidence(.researchPaper, .linked, "names a paper", text, index))
    }
    return evidence
  }
}
