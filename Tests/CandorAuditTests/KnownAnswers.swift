import CandorCore
import SystemPackage
import Testing

/// What other programs answered, from `Tests/Fixtures/audit`: lines of `["text", answer]`.
enum KnownAnswers {
  static func read(_ name: String) throws -> [(text: String, answer: JSONValue)] {
    let path = FilePath(#filePath).removingLastComponent().removingLastComponent()
      .appending("Fixtures").appending("audit").appending(name)
    return try FileSystem.read(path).split(separator: UInt8(ascii: "\n")).map { line in
      guard case .array(let pair) = try JSONValue.parse(Array(line), file: path.string),
        pair.count == 2, case .string(let text) = pair[0]
      else { throw CandorError(.malformed, "not a pair", at: .init(file: path.string)) }
      return (text, pair[1])
    }
  }
}
