import CandorCore
import SystemPackage

extension ChatTemplate {
  public static let fileName = "chat_template.jinja"
  private static let limit = 1 << 20
  private static let roles = ["bos", "eos", "unk", "sep", "pad", "cls", "mask"]

  /// The template of a Hugging Face folder: `chat_template.jinja`, or `chat_template` in
  /// `tokenizer_config.json`; nil if it has none. Of several, the one named `default`.
  ///
  /// - Throws: as `init`; `malformed`, naming the field; `inputOutput`.
  public static func load(folder: FilePath) throws -> ChatTemplate? {
    let path = folder.appending(TokenizerFile.configurationName)
    guard let object = try configuration(path) else { return nil }
    return try text(folder, object, path).map { text, file in
      try ChatTemplate(text, specialTokens: specialTokens(object, file: path.string), file: file)
    }
  }

  /// The text of that template, whatever it says.
  ///
  /// - Throws: `malformed`, naming the field; `inputOutput`.
  public static func text(folder: FilePath) throws -> String? {
    let path = folder.appending(TokenizerFile.configurationName)
    return try configuration(path).flatMap { try text(folder, $0, path)?.text }
  }

  private static func configuration(_ path: FilePath) throws -> JSONObject? {
    guard FileSystem.exists(path) else { return nil }
    guard case .object(let object) = try JSONValue.load(path, limit: TokenizerFile.limit) else {
      throw CandorError(.malformed, "expected an object", at: .init(file: path.string))
    }
    return object
  }

  private static func text(
    _ folder: FilePath, _ object: JSONObject, _ path: FilePath
  ) throws -> (text: String, file: String)? {
    let own = folder.appending(fileName)
    if FileSystem.exists(own) {
      let bytes = try FileSystem.read(own, limit: limit)
      return (String(decoding: bytes, as: UTF8.self), own.string)
    }
    return try source(object, file: path.string).map { ($0, "\(path.string) (chat_template)") }
  }

  private static func source(_ object: JSONObject, file: String) throws -> String? {
    guard case .array(let list)? = object["chat_template"] else {
      return try object.optionalString("chat_template", in: file)
    }
    let templates = try list.map { item in
      guard case .object(let template) = item else {
        throw CandorError(
          .malformed, "expected named templates", at: .init(file: file, field: "chat_template"))
      }
      return (
        name: try template.string("name", in: file),
        source: try template.string("template", in: file)
      )
    }
    return (templates.first { $0.name == "default" } ?? templates.first)?.source
  }

  private static func specialTokens(
    _ object: JSONObject, file: String
  ) throws -> [String: String] {
    var tokens: [String: String] = [:]
    for role in roles.map({ $0 + "_token" }) {
      if case .object(let token)? = object[role] {
        tokens[role] = try token.string("content", in: file)
      } else {
        tokens[role] = try object.optionalString(role, in: file)
      }
    }
    return tokens
  }
}
