import CandorCore
import CandorTensors
import CandorText
import SystemPackage

extension ChatTemplate {
  /// What templates call special tokens, by the roles that GGUF names.
  private static let roles = [
    "bos": "bos", "eos": "eos", "unknown": "unk", "seperator": "sep", "padding": "pad",
    "cls": "cls", "mask": "mask",
  ]

  /// The template of a folder (`load(folder:)`) or of a GGUF file (`tokenizer.chat_template`); nil if it
  /// has none.
  ///
  /// - Throws: as `init`; `malformed`, naming the key; `inputOutput`.
  public static func load(model path: FilePath) throws -> ChatTemplate? {
    if FileSystem.isFolder(path) { return try load(folder: path) }
    let metadata = try TensorArchive(path).ggufMetadata
    guard let source: String = try metadata.value("tokenizer.chat_template") else { return nil }
    let names: ByteStrings = try metadata.value("tokenizer.ggml.tokens") ?? []
    var tokens: [String: String] = [:]
    if names.isEmpty {
      let tokenizer = try Tokenizer(metadata, file: path.string)
      for (name, id) in [("bos", tokenizer.beginOfText), ("eos", tokenizer.endOfText)] {
        tokens["\(name)_token"] = id.flatMap(tokenizer.bytes).map {
          String(decoding: $0, as: UTF8.self)
        }
      }
    } else {
      for (role, name) in roles {
        if let id = try metadata.token(role: role, of: names.count, file: path.string) {
          tokens["\(name)_token"] = String(decoding: names[id], as: UTF8.self)
        }
      }
    }
    return try ChatTemplate(
      source, specialTokens: tokens, file: "\(path.string) (tokenizer.chat_template)")
  }
}
