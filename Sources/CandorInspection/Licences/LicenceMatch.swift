/// A known licence text within some file.
public struct LicenceMatch: Sendable, Equatable {
  /// More than one where licences share their text.
  public let identifiers: [String]
  /// The share of its words that was found, from 0 to 1.
  public let coverage: Double
  /// The index of the first line of it.
  let line: Int

  /// Counted from one.
  public var firstLine: Int { line + 1 }

  /// Every piece of the known text is there.
  public var isComplete: Bool { coverage == 1 }

  /// Less than this is no match.
  static let threshold = 0.8
}
