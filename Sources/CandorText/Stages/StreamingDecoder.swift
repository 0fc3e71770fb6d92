/// Turns ids into text as they come, without ever splitting a character.
///
/// The pieces, put together, are the text of all the bytes together. Bytes that are no UTF-8 become
/// U+FFFD as soon as they can no longer be the beginning of a character.
public struct StreamingDecoder: Sendable {
  private let tokenizer: Tokenizer
  private let special: SpecialTokenWriting
  /// The beginning of a character: at most three bytes.
  private var pending: [UInt8] = []
  private var state: TokenDecoder.State

  /// - Parameter isWithinText: whether the ids go on with a text; else the space that some
  ///   tokenizers put before a text is taken from the first.
  public init(
    _ tokenizer: Tokenizer, special: SpecialTokenWriting = .omitted, isWithinText: Bool = false
  ) {
    self.tokenizer = tokenizer
    self.special = special
    state = TokenDecoder.State(isWithinText: isWithinText)
  }

  /// The characters that `id` completes; empty if it ends within a character.
  public mutating func append(_ id: Int32) -> String {
    tokenizer.append(id, special, to: &pending, &state)
    let complete = pending.count - Self.incompleteSuffix(of: pending)
    defer { pending.removeFirst(complete) }
    return String(decoding: pending[..<complete], as: UTF8.self)
  }

  /// The end of the text: U+FFFD if it ends within a character, else nothing.
  public mutating func flush() -> String {
    defer { pending = [] }
    return String(decoding: pending, as: UTF8.self)
  }

  /// How many bytes at the end could be the beginning of a character.
  private static func incompleteSuffix(of bytes: [UInt8]) -> Int {
    for length in 1...3 where length <= bytes.count {
      let first = bytes[bytes.count - length]
      if first & 0xC0 == 0x80 { continue }
      let needed = first < 0xC2 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 1
      let second = length > 1 ? bytes[bytes.count - length + 1] : nil
      return length < needed && canContinue(first, second) ? length : 0
    }
    return 0
  }

  /// Whether `second` may follow `first` in well-formed UTF-8 (RFC 3629, section 4).
  private static func canContinue(_ first: UInt8, _ second: UInt8?) -> Bool {
    guard let second else { return true }
    switch first {
    case 0xE0: return second >= 0xA0
    case 0xED: return second < 0xA0
    case 0xF0: return second >= 0x90
    case 0xF4: return second < 0x90
    default: return true
    }
  }
}
