/// A conversation as the text that a model reads, which knows what of it the template wrote.
///
/// Only there may names of special tokens count. Whatever came with the messages stays text, even
/// where it stands beside the template's own characters: `<|im_` of a template and `end|>` of a user
/// are no token together.
public struct ChatPrompt: Sendable, Equatable {
  public let bytes: [UInt8]
  /// The ranges of `bytes` that are the template's own, ascending and apart.
  public let trusted: [Range<Int>]

  public var text: String { String(decoding: bytes, as: UTF8.self) }

  init(_ text: TemplateText) {
    var (bytes, trusted): ([UInt8], [Range<Int>]) = ([], [])
    for character in text.characters {
      let start = bytes.count
      bytes.append(contentsOf: UTF8.encode(character.scalar) ?? .init())
      guard character.isTrusted else { continue }
      if let last = trusted.last, last.upperBound == start {
        trusted[trusted.count - 1] = last.lowerBound..<bytes.count
      } else {
        trusted.append(start..<bytes.count)
      }
    }
    self.bytes = bytes
    self.trusted = trusted
  }
}

extension Tokenizer {
  /// The ids of a rendered conversation. The template writes the token that begins a text itself.
  public func encode(_ prompt: ChatPrompt) -> [Int32] {
    encode(prompt.bytes, special: .asTokensWithin(prompt.trusted))
  }
}
