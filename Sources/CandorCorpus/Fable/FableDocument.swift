/// One generated text, with its questions and the information it carries.
public struct FableDocument: Sendable, Equatable {
  /// `fable-000123`: the split's name and the index.
  public let id: String
  /// UTF-8.
  public let text: [UInt8]
  /// In the order of the text; the last one ends it.
  public let questions: [FableQuestion]
  /// Of the choices that made the text, which the text determines: so it is the text's own.
  /// For `combinations` it is that of the choices within the split.
  public let entropy: FableEntropy
}
