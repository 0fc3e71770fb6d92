/// Tells the languages of records, one after another.
struct LanguageMatcher: Sendable {
  private let languages: Languages
  private var classifier: FastTextClassifier

  init(_ languages: Languages) {
    self.languages = languages
    classifier = FastTextClassifier(languages.model)
  }

  /// Counts a record's text; returns whether it is in none of the languages asked for. A record of nothing
  /// that is looked into, such as an image, is in no language and not counted.
  mutating func isStrange(_ record: borrowing Record, _ findings: inout LanguageFindings) -> Bool {
    guard !record.bytes.isEmpty else { return false }
    let prediction = classifier.label(of: record.bytes.span.extracting(record.body))
    if let prediction {
      findings.counts[prediction.label].texts += 1
      if !languages.isSure(prediction) { findings.counts[prediction.label].unsure += 1 }
    } else {
      findings.unknown += 1
    }
    return !languages.accepts(prediction)
  }
}
