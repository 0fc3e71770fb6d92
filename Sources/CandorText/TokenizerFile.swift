import CandorCore

/// The names and recurring phrases of a Hugging Face tokenizer's two files.
enum TokenizerFile {
  static let name = "tokenizer.json"
  static let configurationName = "tokenizer_config.json"
  /// The most bytes of either file that are read.
  static let limit = 64 << 20

  private static let wordsPattern = #"[ ]?\p{L}+|[ ]?[^\s\p{L}]|\s"#

  /// The words of `PreTokenizer.words`.
  static let wordsSplit: JSONObject = [
    "type": "Split", "pattern": ["Regex": .string(wordsPattern)], "behavior": "Isolated",
    "invert": false,
  ]

  static let wordsDecoder: JSONObject = [
    "type": "Sequence", "decoders": [["type": "ByteFallback"], ["type": "Fuse"]],
  ]

  static let digits: JSONObject = ["type": "Digits", "individual_digits": true]

  /// Hugging Face writes the pre-tokenizer's settings for the decoder too, where none has a meaning.
  static let byteLevelDecoder: JSONObject = [
    "type": "ByteLevel", "add_prefix_space": true, "trim_offsets": true, "use_regex": true,
  ]

  static let byteLevel: JSONObject = [
    "type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true,
  ]

  static func byteName(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16, uppercase: true)
    return "<0x\(digits.count == 1 ? "0" : "")\(digits)>"
  }

  static func byte(named name: String) -> UInt8? {
    guard name.utf8.count == 6, name.hasPrefix("<0x"), name.hasSuffix(">"),
      let byte = UInt8(name.dropFirst(3).dropLast(), radix: 16), byteName(byte) == name
    else { return nil }
    return byte
  }
}
