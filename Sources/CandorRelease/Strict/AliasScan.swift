import CandorCore

/// Looks for aliases before a YAML parser sees the file.
///
/// Yams compares the keys of a mapping by hashing them, so a few lines of aliases inside keys cost
/// it 2^lines steps ("billion laughs") before a caller can object. This scan takes one pass and
/// may refuse text no YAML reader calls an alias, but only where `&word` and `*word` both occur
/// with the same word.
enum AliasScan {
  /// - Throws: `malformed` at the line of the first alias whose anchor also occurs.
  /// - Complexity: O(bytes).
  static func refuse(in bytes: [UInt8], file: String) throws {
    let anchors = Set(words(after: UInt8(ascii: "&"), in: bytes).map(\.word))
    guard !anchors.isEmpty else { return }
    for (word, offset) in words(after: UInt8(ascii: "*"), in: bytes) where anchors.contains(word) {
      let line = 1 + bytes[..<offset].count { $0 == UInt8(ascii: "\n") }
      throw refusal(at: .init(file: file, line: line))
    }
  }

  static func refusal(at place: CandorError.Location) -> CandorError {
    CandorError(
      .malformed, "anchors and aliases (`&name`, `*name`) are not read",
      hint: "write the value out", at: place)
  }

  /// A sign opens an anchor or alias only where a token may begin: never after a letter or digit.
  private static func words(
    after sign: UInt8, in bytes: [UInt8]
  ) -> [(word: ArraySlice<UInt8>, offset: Int)] {
    bytes.indices.compactMap { offset in
      guard bytes[offset] == sign, offset == 0 || !isWordByte(bytes[offset - 1]) else { return nil }
      let word = bytes[(offset + 1)...].prefix { isWordByte($0) || $0 == UInt8(ascii: "-") }
      return word.isEmpty ? nil : (word, offset)
    }
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}
