import CandorCore

/// What is known of a model that tells languages, and what is asked of texts.
public struct LanguageHeader: Sendable, Hashable {
  /// The file's name.
  public let name: String
  /// Of the file.
  public let digest: Digest
  /// How many languages it tells.
  public let labels: Int
  /// Those that texts should be in, sorted; all if there are none.
  public let languages: [String]
  /// The least probability with which a language is believed.
  public let threshold: Double

  /// What a text is that the rule finds, in the plural.
  var summary: String {
    languages.isEmpty
      ? "texts in none of the languages asked for"
      : "texts not in \(languages.joined(separator: ", ")) with a probability of \(threshold) or more"
  }

  var json: JSONValue {
    [
      "name": .string(name), "sha256": .string(digest.hex), "labels": .integer(Int64(labels)),
      "languages": .array(languages.map { .string($0) }), "threshold": .double(threshold),
    ]
  }
}
