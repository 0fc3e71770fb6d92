import CandorText

/// How a document's text becomes its tokens.
package struct TokenEncoding: Sendable {
  /// The ids of a text, without begin and end; called from several threads at once.
  package let encode: @Sendable ([UInt8]) -> [Int32]

  /// Put before every document's ids, if there is one. Without it nothing predicts a document's
  /// first token.
  package let beginOfText: Int32?

  /// Put after every document's ids.
  package let endOfText: Int32?

  /// Ids are 0 ..< `vocabularySize`.
  package let vocabularySize: Int

  package init(
    vocabularySize: Int, beginOfText: Int32?, endOfText: Int32?,
    encode: @escaping @Sendable ([UInt8]) -> [Int32]
  ) {
    self.vocabularySize = vocabularySize
    self.beginOfText = beginOfText
    self.endOfText = endOfText
    self.encode = encode
  }

  /// With the texts' special tokens read as text: no document can end itself.
  package init(_ tokenizer: Tokenizer) {
    self.init(
      vocabularySize: tokenizer.vocabularySize, beginOfText: tokenizer.beginOfText,
      endOfText: tokenizer.endOfText
    ) { tokenizer.encode($0) }
  }

  /// Begin, the ids of the text, end.
  package func tokens(of document: Document) -> [Int32] {
    var tokens = encode(document.text)
    if let beginOfText { tokens.insert(beginOfText, at: 0) }
    if let endOfText { tokens.append(endOfText) }
    return tokens
  }
}
