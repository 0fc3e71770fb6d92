import CandorCore

/// A column of numbers and the least of them that is flagged, such as LAION's `punsafe` and 0.9.
public struct ScoreThreshold: Sendable, Hashable {
  public let column: String
  public let least: Double
  private let name: [UInt8]

  /// Reads `punsafe=0.9`.
  ///
  /// - Throws: `usage` for anything else.
  public init(_ text: String) throws {
    let halves = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard halves.count == 2, !halves[0].isEmpty, let least = Double(halves[1]), least.isFinite
    else {
      throw CandorError(
        .usage, "`\(text)` is not a column and a number", hint: "write it as `punsafe=0.9`")
    }
    column = String(halves[0])
    self.least = least
    name = Array(column.utf8)
  }

  /// `score.` and the column, with hyphens for what no rule's name holds.
  var rule: Rule { Rule(self) }

  var ruleName: String {
    String(
      decoding: name.map { byte in
        let small = ByteSet.capitals.contains(byte) ? byte | 0x20 : byte
        return ByteSet.alphanumerics.contains(small) ? small : UInt8(ascii: "-")
      }, as: UTF8.self)
  }

  var json: JSONValue { ["column": .string(column), "least": .double(least)] }

  /// Whether a field of this name, in letters of any case, holds such a number. A field that holds no
  /// number does not.
  func isReached(by record: borrowing Record) -> Bool {
    for field in record.fields where field.key.count == name.count {
      let isNamed = zip(field.key, name).allSatisfy { index, byte in
        let (own, other) = (record.bytes[index], byte)
        return own == other || ByteSet.letters.contains(own) && own | 0x20 == other | 0x20
      }
      guard isNamed, field.value.count <= 64 else { continue }
      let text = String(decoding: record.bytes[field.value], as: UTF8.self)
      if let number = Double(text), number >= least { return true }
    }
    return false
  }
}
