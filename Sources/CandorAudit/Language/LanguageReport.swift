/// In which languages the texts of a dataset are.
public struct LanguageReport: Sendable {
  public struct Language: Sendable {
    /// As the model names it.
    public let name: String
    public let texts: Int
    /// Those of them with less than the least probability.
    public let unsure: Int
  }

  public let header: LanguageHeader
  /// Those of at least one text, the most frequent first; equals in the model's order.
  public let languages: [Language]
  /// Texts of which the model knows nothing.
  public let unknown: Int

  init(_ languages: Languages, _ findings: LanguageFindings) {
    header = languages.header
    unknown = findings.unknown
    let met = zip(languages.model.labels, findings.counts).filter { $1.texts > 0 }.map {
      Language(name: $0, texts: $1.texts, unsure: $1.unsure)
    }
    // Sorting by a key that is never equal, so that the order of equals is said.
    self.languages = met.enumerated().sorted {
      ($1.element.texts, $0.offset) < ($0.element.texts, $1.offset)
    }.map(\.element)
  }
}
