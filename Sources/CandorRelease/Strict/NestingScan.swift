import CandorCore

/// Looks for keys within keys before a YAML parser sees the file.
///
/// Yams hashes each key whole, so a long list that is a key in a key in a key … costs it
/// depth × length steps. A key can hold a key only in braces or after a `?`; this scan bounds both.
/// It counts signs, not tokens, so text with dozens of opened brackets would be refused as well.
enum NestingScan {
  private static let limit = 2 * StrictDocument.depthLimit

  /// - Throws: `limitExceeded` at the line of the sign that is too much.
  /// - Complexity: O(bytes).
  static func refuse(in bytes: [UInt8], file: String) throws {
    var (line, depth, questions) = (1, 0, 0)
    // The last byte on the line that is no space; a line feed at its start.
    var previous = UInt8(ascii: "\n")
    for (index, byte) in bytes.enumerated() {
      switch byte {
      case UInt8(ascii: "\n"): line += 1
      case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "]"), UInt8(ascii: "}"): depth = max(0, depth - 1)
      case UInt8(ascii: "?") where "\n-?:{[,".utf8.contains(previous):
        let isLast = index + 1 == bytes.count
        if isLast || " \t\r\n".utf8.contains(bytes[index + 1]) { questions += 1 }
      default: break
      }
      guard depth <= limit, questions <= limit else {
        throw CandorError(
          .limitExceeded, "more than \(limit) open brackets or keys marked with `?`",
          at: .init(file: file, line: line))
      }
      if byte != UInt8(ascii: " "), byte != UInt8(ascii: "\t") { previous = byte }
    }
  }
}
