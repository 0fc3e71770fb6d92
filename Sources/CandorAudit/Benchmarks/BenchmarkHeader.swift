import CandorCore

/// What is known of a benchmark: a file of test items that a dataset should not hold.
public struct BenchmarkHeader: Sendable, Hashable {
  /// The file's name without its endings.
  public let name: String
  /// Of the file.
  public let digest: Digest
  public let items: Int
  /// Items without a run of so many words, which are not looked for.
  public let shortItems: Int
  /// The words of a run.
  public let runLength: Int

  /// Small letters, digits and hyphens for the name.
  var ruleName: String {
    String(
      decoding: name.utf8.map { byte in
        let small = ByteSet.capitals.contains(byte) ? byte | 0x20 : byte
        return ByteSet.alphanumerics.contains(small) ? small : UInt8(ascii: "-")
      }, as: UTF8.self)
  }

  var json: JSONValue {
    [
      "name": .string(name), "sha256": .string(digest.hex), "items": .integer(Int64(items)),
      "short": .integer(Int64(shortItems)), "ngram": .integer(Int64(runLength)),
    ]
  }
}
