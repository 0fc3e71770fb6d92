import CandorCore

/// A `tokenizer.json` that is a text within another file.
extension Tokenizer {
  /// - Parameters:
  ///   - text: what a `tokenizer.json` holds.
  ///   - file: how errors name it.
  /// - Throws: as `load(folder:)`.
  public init(
    huggingFace text: String, beginOfText: Int?, endOfText: Int?, file: String
  ) throws {
    guard case .object(let root) = try JSONValue.parse(Array(text.utf8), file: file) else {
      throw CandorError(.malformed, "expected an object", at: .init(file: file))
    }
    var reader = TokenizerReader(
      file: file, root: root, configurationFile: file, configuration: [:])
    reader.roles["bos_token"] = beginOfText
    reader.roles["eos_token"] = endOfText
    self = try reader.tokenizer()
  }

  /// What a `tokenizer.json` of this tokenizer holds.
  ///
  /// - Throws: `unsupported` as `save`.
  public var huggingFaceText: String {
    get throws { String(decoding: try file.canonical(), as: UTF8.self) }
  }
}
