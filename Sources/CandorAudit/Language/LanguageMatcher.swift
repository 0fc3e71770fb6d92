/// Tells the languages of records, one after another.
struct LanguageMatcher: Sendable {
  private let languages: Languages
  private var classifier: FastTextClassifier

  init(_ languages: Languages) {
    self.languages = languages
    classifier = FastTextClassifier(languages.model)
  }

  /// Counts a text; returns whether it is in none of the languages asked for.
  mutating func isStrange(_ text: Span<UInt8>, _ findings: inout LanguageFindings) -> Bool {
    let prediction = classifier.label(of: text)
    if let prediction {
      findings.counts[prediction.label].texts += 1
      if !languages.isSure(prediction) { findings.counts[prediction.label].unsure += 1 }
    } else {
      findings.unknown += 1
    }
    return !languages.accepts(prediction)
  }
}
