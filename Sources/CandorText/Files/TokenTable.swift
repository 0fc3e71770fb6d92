import CandorCore

/// The tokens of a `tokenizer.json` by id: those of the model and those added to them.
struct TokenTable {
  let added: [AddedToken]
  /// How tokens are written; nil for an id without token.
  private(set) var names: [String?] = []
  /// Whether the model has the token.
  private var isOfModel: [Bool] = []
  private let file: String

  /// - Parameter model: the names and ids of the model, in any order.
  init(model: [(name: String, id: JSONValue)], added: [JSONValue], file: String) throws {
    self.file = file
    self.added = try added.map { try Self.addedToken($0, file: file) }
    for (name, id) in model {
      guard case .integer(let id) = id, 0..<Int64(Vocabulary.limit) ~= id else {
        throw malformed("the id of `\(name)` is not from 0 to \(Vocabulary.limit - 1)")
      }
      try set(Int(id), name, isOfModel: true)
    }
    var names: [ExactString: Int32] = [:]
    for token in self.added {
      guard names.updateValue(token.id, forKey: ExactString(token.name)) == nil else {
        throw malformed("`\(token.name)` is there twice", in: "added_tokens")
      }
      try set(Int(token.id), token.name, isOfModel: false)
    }
    for (id, name) in self.names.enumerated() {
      if let name, let known = names[ExactString(name)], known != Int32(id) {
        throw malformed("`\(name)` has two ids", in: "added_tokens")
      }
    }
  }

  private mutating func set(_ id: Int, _ name: String, isOfModel ofModel: Bool) throws {
    if id >= names.count {
      let more = id + 1 - names.count
      names.append(contentsOf: repeatElement(nil, count: more))
      isOfModel.append(contentsOf: repeatElement(false, count: more))
    }
    if let known = names[id], ofModel || ExactString(known) != ExactString(name) {
      throw malformed("`\(known)` and `\(name)` have one id, \(id)")
    }
    names[id] = name
    if ofModel { isOfModel[id] = true }
  }

  /// The vocabulary as the model sees it. Special tokens are hidden: no text becomes them but by
  /// their name, read as such.
  func vocabulary(isByteLevel: Bool) throws -> Vocabulary {
    let special = Set(added.filter(\.isSpecial).map(\.id))
    return try Vocabulary(
      names.enumerated().map { id, name in
        let plain = Array((name ?? "").utf8)
        guard isOfModel[id], !special.contains(Int32(id)) else { return (plain, .hidden) }
        guard isByteLevel else { return (plain, .ordinary) }
        return ByteAlphabet.bytes(name ?? "").map { ($0, .ordinary) } ?? (plain, .hidden)
      })
  }

  private static func addedToken(_ item: JSONValue, file: String) throws -> AddedToken {
    guard case .object(let token) = item else {
      throw CandorError(
        .malformed, "expected objects", at: .init(file: file, field: "added_tokens"))
    }
    func flag(_ key: String) throws -> Bool { try token.optionalBool(key, in: file) ?? false }
    return AddedToken(
      id: Int32(try token.integer("id", in: file, range: 0...Vocabulary.limit - 1)),
      name: try token.string("content", in: file), isSpecial: try flag("special"),
      isNormalized: try flag("normalized"), isSingleWord: try flag("single_word"),
      stripsLeft: try flag("lstrip"), stripsRight: try flag("rstrip"))
  }

  private func malformed(_ message: String, in field: String = "model.vocab") -> CandorError {
    CandorError(.malformed, message, at: .init(file: file, field: field))
  }
}
