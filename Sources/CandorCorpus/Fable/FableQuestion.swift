/// A question within a document, and its answer.
///
/// A model answers the final question exactly if, given the text up to `promptEnd`, its greedy
/// continuation is `answer` and then the end of the document.
public struct FableQuestion: Sendable, Equatable {
  /// What must be known to answer.
  public enum Kind: String, Sendable, CaseIterable {
    /// Where is Anna? One fact.
    case person
    /// Where is Fox, who follows someone? Two facts, spelled out.
    case follower
    /// Where is Fox, who stays somewhere? One fact.
    case stayer
    /// A sum whose answer is written last digit first.
    case sum
  }

  public let kind: Kind
  /// The byte offset after `?` or `=`.
  public let promptEnd: Int
  /// The bytes from `promptEnd` to the end of the answer, as text.
  public let answer: String
}
