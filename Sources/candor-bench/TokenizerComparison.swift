import CandorCore
import CandorText
import SystemPackage

/// Digests of the ids of many texts, for Tests/Oracles/tokenizer_fuzz.py to compare.
///
/// Prints one line for each string of a JSON array: the digest of its ids as plain text, the digest
/// of its ids with special tokens read and added, and whether the plain ids stream to the same bytes
/// as they decode to.
struct TokenizerComparison {
  let folder: String
  let texts: String

  func run() throws {
    let tokenizer = try TokenizerSource.load(folder)
    guard case .array(let texts) = try JSONValue.load(FilePath(texts), limit: 1 << 30) else {
      throw CandorError(.malformed, "expected an array of strings", at: .init(file: self.texts))
    }
    var lines = ""
    for case .string(let text) in texts {
      let plain = tokenizer.encode(text)
      let whole = tokenizer.encode(text, special: .asTokens, addSpecialTokens: true)
      var stream = StreamingDecoder(tokenizer)
      let streamed = plain.map { stream.append($0) }.joined() + stream.flush()
      let decoded = String(decoding: tokenizer.decode(plain), as: UTF8.self)
      let isEqual = streamed.utf8.elementsEqual(decoded.utf8)
      lines += "\(Self.digest(plain)) \(Self.digest(whole)) \(isEqual ? "streams" : "DIFFERS")\n"
    }
    print(lines, terminator: "")
  }

  /// FNV-1a, 32 bits, over the ids as little-endian numbers of four bytes.
  static func digest(_ ids: [Int32]) -> String {
    var state: UInt32 = 0x811C_9DC5
    for id in ids {
      for shift in [0, 8, 16, 24] as [Int32] {
        state = (state ^ UInt32(id >> shift & 0xFF)) &* 0x0100_0193
      }
    }
    let digits = String(state, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }
}
