/// A known licence text within some file.
public struct LicenceMatch: Sendable, Equatable {
  /// More than one where licences share their text.
  public let identifiers: [String]
  /// The share of its words that was found, from 0 to 1.
  public let coverage: Double
  /// Words within it that are not its own.
  public let strangers: Int
  /// Why it is not that licence, by a word that its twins do not share; nil where none says so.
  public let contradiction: String?
  /// The index of the first line of it.
  let line: Int

  /// Counted from one.
  public var firstLine: Int { line + 1 }

  /// The known text is there from its first to its last word, and nothing in between.
  public var isComplete: Bool { coverage == 1 && strangers == 0 && contradiction == nil }

  /// Less than this is no match.
  static let threshold = 0.8
}
