import CandorCore

/// The vocabulary of a `tokenizer.json`: checked to be 0 ..< n, each id once.
struct TokenTable {
  let bytes: [[UInt8]]
  let special: [Int32]
  private let file: String
  private let ids: JSONObject
  private let specialNames: [ExactString: Int32]

  init(model: JSONObject, added: [JSONValue]?, isWordList: Bool, file: String) throws {
    var ids = model
    var specialNames: [ExactString: Int32] = [:]
    var special: [Int32] = []
    for item in added ?? [] {
      let (name, id) = try Self.specialToken(item, file: file)
      if let known = ids[name], known != .integer(Int64(id)) {
        throw Self.malformed("`\(name)` has two ids", file, "added_tokens")
      }
      ids[name] = .integer(Int64(id))
      guard specialNames.updateValue(id, forKey: ExactString(name)) == nil else {
        throw Self.malformed("`\(name)` is there twice", file, "added_tokens")
      }
      special.append(id)
    }
    guard ids.count <= Vocabulary.limit else {
      throw CandorError(
        .limitExceeded, "\(ids.count) tokens are more than \(Vocabulary.limit)",
        at: .init(file: file, field: "model.vocab"))
    }
    var bytes = [[UInt8]?](repeating: nil, count: ids.count)
    for (name, value) in ids.members {
      guard case .integer(let id) = value, 0..<Int64(bytes.count) ~= id, bytes[Int(id)] == nil
      else {
        throw Self.malformed(
          "the ids of \(bytes.count) tokens are not 0 to \(bytes.count - 1), each once: `\(name)`",
          file, "model.vocab")
      }
      let isSpecial = specialNames[ExactString(name)] != nil
      guard let text = Self.bytes(of: name, isSpecial: isSpecial, isWordList: isWordList) else {
        throw Self.malformed(
          "the token `\(name)` is not written in the byte alphabet", file, "model.vocab")
      }
      bytes[Int(id)] = text
    }
    self.bytes = bytes.compactMap { $0 }
    self.special = special
    self.file = file
    self.ids = ids
    self.specialNames = specialNames
  }

  func specialToken(_ name: String) -> Int32? { specialNames[ExactString(name)] }

  /// The id of a token that a merge may join.
  func ordinary(_ name: String, inMerge rank: Int) throws -> Int32 {
    guard case .integer(let id)? = ids[name], specialToken(name) == nil else {
      throw Self.malformed("merge \(rank) joins `\(name)`, which is no token", file, "model.merges")
    }
    return Int32(id)
  }

  private static func bytes(of name: String, isSpecial: Bool, isWordList: Bool) -> [UInt8]? {
    if isSpecial { return Array(name.utf8) }
    if !isWordList { return ByteAlphabet.bytes(name) }
    return TokenizerFile.byte(named: name).map { [$0] } ?? Array(name.utf8)
  }

  private static func specialToken(
    _ item: JSONValue, file: String
  ) throws -> (name: String, id: Int32) {
    guard case .object(let token) = item else {
      throw malformed("expected objects", file, "added_tokens")
    }
    for field in ["single_word", "lstrip", "rstrip"]
    where try token.optionalBool(field, in: file) == true {
      throw CandorError(
        .unsupported, "tokens that look at their surroundings cannot be read",
        at: .init(file: file, field: "added_tokens.\(field)"))
    }
    guard try token.bool("special", in: file) else {
      throw CandorError(
        .unsupported, "added tokens that are not special cannot be read",
        at: .init(file: file, field: "added_tokens.special"))
    }
    let id = try token.integer("id", in: file, range: 0...Vocabulary.limit - 1)
    return (try token.string("content", in: file), Int32(id))
  }

  private static func malformed(_ message: String, _ file: String, _ field: String) -> CandorError {
    CandorError(.malformed, message, at: .init(file: file, field: field))
  }
}
