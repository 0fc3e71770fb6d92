import CandorCore
import CandorText
import Foundation
import SystemPackage

/// The files that Tests/Oracles/tokenizer_golden.py wrote with Hugging Face `tokenizers`.
enum Fixture {
  /// Another folder of the same form, for longer lists of strings.
  static let folder =
    ProcessInfo.processInfo.environment["CANDOR_TOKENIZER_GOLDEN"].map { FilePath($0) }
    ?? FilePath(#filePath).removingLastComponent().removingLastComponent()
    .appending("Fixtures/tokenizer")

  static func tokenizer(_ name: String) throws -> Tokenizer {
    try Tokenizer.load(folder: folder.appending(name))
  }

  static func json(_ name: String) throws -> JSONValue {
    try JSONValue.load(folder.appending(name))
  }

  /// The documents that the fixtures' tokenizers were trained on.
  static func documents() throws -> [[UInt8]] {
    try FileSystem.read(folder.appending("corpus.txt")).split(separator: 0x0A).map(Array.init)
  }

  /// Strings, each with its four digests of ids.
  static func strings() throws -> [(text: String, digests: [String])] {
    guard case .array(let rows) = try json("strings.json") else { return [] }
    return rows.compactMap { row in
      guard case .array(let values) = row else { return nil }
      let texts = values.compactMap { if case .string(let text) = $0 { text } else { nil } }
      return texts.count == 5 ? (texts[0], Array(texts[1...])) : nil
    }
  }

  /// FNV-1a, 32 bits, as in Tests/Oracles/tokenizer_texts.py.
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

  /// A folder for one test.
  static func temporaryFolder() throws -> FilePath {
    let folder = FilePath(NSTemporaryDirectory()).appending("candor-text-\(UUID().uuidString)")
    try FileSystem.createDirectory(folder)
    return folder
  }
}
