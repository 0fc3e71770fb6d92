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
        if FileTypes.isLicence(file), !file.name.contains("/"), let text = survey.text(file) {
          terms.texts.append(RecognisedText(text))
        } else if FileTypes.isCard(file), !file.name.contains("/"), let text = survey.text(file) {
          read(FrontMatter(text), into: &terms, survey)
        } else if file.type == "gguf" {
          read(gguf: file, into: &terms)
        } else if ["pyproject.toml", "CITATION.cff"].contains(file.name),
          let text = survey.text(file)
        {
          read(project: text, into: &terms)
        }
      }
      compare(terms, survey)
      return terms
    }
  }

  /// Notes where what is declared and what the texts say differ.
  private static func compare(_ terms: Terms, _ survey: Survey) {
    for text in terms.texts {
      if text.addsConditions, !text.known.isEmpty {
        let added = text.conditions.filter { condition in
          !text.known.contains { $0.conditions.contains(condition.condition) }
        }
        let names = text.known.map(\.identifier).joined(separator: ", ")
        survey.note(
          Finding(
            .extraTerms,
            "more than \(names): " + added.map(\.condition.term).joined(separator: "; "),
            at: added.first?.place ?? text.place))
      } else if text.matches.isEmpty {
        survey.note(Finding(.extraTerms, "terms whose text is not known here", at: text.place))
      } else if let match = text.matches.first, !match.isComplete {
        survey.note(
          Finding(
            .extraTerms,
            match.contradiction.map { "like \(match.identifiers[0]), but it \($0)" }
              ?? (match.coverage == 1
                ? "\(match.identifiers[0]), with words in between that are not its own"
                : "like \(match.identifiers[0]), of which \(Int(match.coverage * 100)) % is there"),
            at: text.leftover.first ?? text.place))
      }
    }
    let found = terms.texts.filter { $0.subject != .code }.flatMap(\.matches).flatMap(\.identifiers)
    for declaration in terms.declarations {
      guard let licence = declaration.licence, !found.isEmpty, !found.contains(licence.identifier)
      else {
        continue
      }
      survey.note(
        Finding(
          .contradiction,
          "declared is \(licence.identifier), and the text beside it is \(found[0])",
          at: declaration.place))
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
          Finding(
            .extraTerms, "the gate has terms of its own, beside the licence",
            at: card.text.place(entry.index)))
      }
    }
    for (base, index) in card["base_model"] {
      survey.note(
        Finding(
          .baseModel, "comes from `\(TextFile.quoted(base[...]))`, whose terms may hold too",
          at: card.text.place(index)))
      let isLlama = base.lowercased().contains("llama")
      if isLlama, !terms.declarations.isEmpty, terms.licences.allSatisfy(\.isOSIApproved) {
        survey.note(
          Finding(
            .contradiction, "an open licence on what is derived from a Llama model",
            at: card.text.place(index)))
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
      guard let assignment = Assignment.scan(line).first, assignment.key == "license" else {
        continue
      }
      let words = assignment.value
      let names = (try? LicenceExpression(words))?.identifiers ?? []
      guard names.contains(where: { Licence.tagged($0) != nil }) else { continue }
      terms.declarations.append(
        .init(text: words, licence: Licence.tagged(words), place: text.place(index)))
    }
  }
}
