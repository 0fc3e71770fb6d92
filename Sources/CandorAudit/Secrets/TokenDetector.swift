/// A secret with a prefix that its issuer gives it, and so much randomness behind it.
struct TokenDetector: Detector {
  let rules: [Rule]
  let anchors: [Anchor]
  private let prefix: [UInt8]
  private let anchorEnd: Int
  private let alphabet: ByteSet
  private let length: ClosedRange<Int>
  private let entropy: Double

  /// - Parameters:
  ///   - length: of what follows the prefix; bytes of the alphabet behind the longest make it none.
  ///   - entropy: the least, in bits per byte, of what follows the prefix.
  init(
    _ name: String, _ summary: String, prefix: String, _ alphabet: ByteSet,
    _ length: ClosedRange<Int>, entropy: Double = 3
  ) {
    rules = [Rule(.secret, name, summary)]
    self.prefix = Array(prefix.utf8)
    self.alphabet = alphabet
    self.length = length
    self.entropy = entropy
    let bytes = self.prefix
    // Of the prefix's pairs, the one that is rarest in prose.
    let start =
      (0..<bytes.count - 1).min {
        Self.commonness(bytes[$0]) + Self.commonness(bytes[$0 + 1])
          < Self.commonness(bytes[$1]) + Self.commonness(bytes[$1 + 1])
      } ?? 0
    anchorEnd = start + 1
    anchors = [
      Anchor(
        first: ByteSet(bytes[start]...bytes[start]),
        second: ByteSet(bytes[start + 1]...bytes[start + 1]))
    ]
  }

  func match(_ text: Span<UInt8>, at position: Int) -> Match? {
    let start = position - anchorEnd
    guard text.hasPrefix(prefix, at: start), !ByteSet.word.contains(text.byte(start - 1)) else {
      return nil
    }
    let body = start + prefix.count
    let end = text.run(of: alphabet, from: body, limit: length.upperBound + 1)
    guard length.contains(end - body), Entropy.bitsPerByte(text, body..<end) >= entropy,
      !Placeholder.stands(in: text, body..<end)
    else { return nil }
    return Match(range: start..<end)
  }

  private static func commonness(_ byte: UInt8) -> Int {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"): 4
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."): 2
    default: 1
    }
  }
}

/// Words that people write where a secret would stand.
enum Placeholder {
  private static let words = [
    "example", "xxxx", "your", "placeholder", "changeme", "redacted", "1234567890",
  ]
  .map { Array($0.utf8) }

  static func stands(in text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    for start in range {
      for word in words where word.count <= range.upperBound - start {
        var isEqual = true
        for index in word.indices where text[start + index] | 0x20 != word[index] | 0x20 {
          isEqual = false
          break
        }
        if isEqual { return true }
      }
    }
    return false
  }
}
