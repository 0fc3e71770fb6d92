/// GPT-2's one-to-one map between bytes and printable characters, by which byte-level tokenizers
/// write tokens that are not UTF-8 into JSON.
///
/// The bytes 33...126, 161...172 and 174...255 stand for themselves (as code points); the other 68
/// become U+0100 and following, in order.
enum ByteAlphabet {
  private static let printable = [33...126, 161...172, 174...255].joined().map { UInt8($0) }

  /// The bytes in the order of their characters: the order in which an initial alphabet gets ids.
  static let bytesByCharacter: [UInt8] =
    printable + (0...255).filter { !printable.contains($0) }

  private static let characters: [Unicode.Scalar] = {
    var characters = [Unicode.Scalar](repeating: "?", count: 256)
    for byte in printable { characters[Int(byte)] = Unicode.Scalar(byte) }
    for (index, byte) in bytesByCharacter.dropFirst(printable.count).enumerated() {
      characters[Int(byte)] = Unicode.Scalar(0x100 + UInt16(index)) ?? "?"
    }
    return characters
  }()

  /// Indexed by code point; the characters end at U+0143.
  private static let bytes: [UInt8?] = {
    var bytes = [UInt8?](repeating: nil, count: 0x144)
    for (byte, character) in characters.enumerated() {
      bytes[Int(character.value)] = UInt8(byte)
    }
    return bytes
  }()

  static func string(_ bytes: [UInt8]) -> String {
    var string = String.UnicodeScalarView()
    for byte in bytes { string.append(characters[Int(byte)]) }
    return String(string)
  }

  /// Appends the bytes that some UTF-8 stands for; false if a character belongs to no byte.
  static func append(bytesOf text: ArraySlice<UInt8>, to result: inout [UInt8]) -> Bool {
    let (text, bytes) = (text.span, bytes.span)
    var index = 0
    while index < text.count {
      // The characters are of one or two bytes; no byte belongs to what stands for others.
      var character = Int(text[index])
      index += 1
      if character >= 0x80 {
        guard 0xC2...0xC5 ~= character, index < text.count, text[index] & 0xC0 == 0x80 else {
          return false
        }
        character = (character & 0x1F) << 6 | Int(text[index] & 0x3F)
        index += 1
      }
      guard character < bytes.count, let byte = bytes[character] else { return false }
      result.append(byte)
    }
    return true
  }

  /// The bytes that `string` stands for; nil if a character belongs to no byte.
  static func bytes(_ string: String) -> [UInt8]? {
    var result: [UInt8] = []
    result.reserveCapacity(string.unicodeScalars.count)
    for character in string.unicodeScalars {
      guard character.value < bytes.count, let byte = bytes[Int(character.value)] else {
        return nil
      }
      result.append(byte)
    }
    return result
  }
}
