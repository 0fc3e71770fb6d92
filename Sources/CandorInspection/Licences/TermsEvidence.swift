import CandorCore
import CandorRelease
import CandorTensors

/// Finds the terms of each path: card, licence files, gate, the keys of a GGUF file, a manifest.
///
/// Terms belong to what they stand beside. They never flow from a model to its data.
enum TermsEvidence {
  /// In the order of the survey's roots.
  static func collect(_ survey: Survey) -> [Terms] {
    survey.roots.map { root in
      var terms = Terms()
      for file in root.files {
        if FileTypes.isLicence(file), !file.name.contains("/"), survey.text(file) != nil {
          terms.texts.append(.init(path: file.shown))
        } else if FileTypes.isCard(file), !file.name.contains("/"), let text = survey.text(file) {
          read(FrontMatter(text), into: &terms, survey)
        } else if file.type == "gguf" {
          read(gguf: file, into: &terms)
        } else if ["pyproject.toml", "CITATION.cff"].contains(file.name), let text = survey.text(file) {
          read(project: text, into: &terms)
        }
      }
      return terms
    }
  }

  private static func read(_ card: FrontMatter, into terms: inout Terms, _ survey: Survey) {
    for (tag, index) in card["license"] {
      var word = tag
      if tag == "other", let (name, _) = card["license_name"].first { word = name }
      terms.declarations.append(
        .init(text: word, licence: Licence.tagged(word), place: card.text.place(index)))
    }
    for entry in card.entries where entry.key.hasPrefix("extra_gated_") {
      let isTerms = ["extra_gated_prompt", "extra_gated_eu_disallowed"].contains(entry.key)
      if terms.gates.isEmpty || isTerms { terms.gates.append(card.text.place(entry.index)) }
      if isTerms {
        survey.note(
          Finding(.extraTerms, "the gate has terms of its own, beside the licence", at: card.text.place(entry.index)))
      }
    }
    for (base, index) in card["base_model"] {
      survey.note(
        Finding(.baseModel, "comes from `\(TextFile.quoted(base[...]))`, whose terms may hold too", at: card.text.place(index)))
      let isLlama = base.lowercased().contains("llama")
      if isLlama, !terms.declarations.isEmpty, terms.licences.allSatisfy(\.isOSIApproved) {
        survey.note(
          Finding(.contradiction, "an open licence on what is derived from a Llama model", at: card.text.place(index)))
      }
    }
  }

  /// The Hub's converter copies raw tags and joins lists by commas.
  private static func read(gguf file: SurveyFile, into terms: inout Terms) {
    guard let metadata = try? TensorArchive(file.place).metadata,
      let value = (try? metadata.value("general.license", as: String.self)) ?? nil
    else { return }
    let quote = "general.license: " + TextFile.quoted(value[...])
    for word in value.split(separator: ",").map(\.trimmingSpaces) {
      terms.declarations.append(
        .init(
          text: word, licence: Licence.tagged(word), place: .init(path: file.shown, quote: quote)))
    }
  }

  private static func read(project text: TextFile, into terms: inout Terms) {
    for (index, line) in text.lines.enumerated() {
      guard let assignment = Assignment.scan(line).first, assignment.key == "license",
        let licence = Licence.tagged(assignment.value)
      else { continue }
      terms.declarations.append(.init(text: assignment.value, licence: licence, place: text.place(index)))
    }
  }
}
