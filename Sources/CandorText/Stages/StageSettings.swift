import CandorCore

/// One stage of a `tokenizer.json`: its settings, and where they stand, for errors.
struct StageSettings {
  let settings: JSONObject
  let file: String?
  let field: String

  /// nil for `null` and for a member that is not there.
  init?(_ value: JSONValue?, file: String?, field: String) throws {
    switch value {
    case nil, .null?: return nil
    case .object(let object)?: settings = object
    default:
      throw CandorError(.malformed, "expected an object", at: .init(file: file, field: field))
    }
    self.file = file
    self.field = field
  }

  var type: String { get throws { try string("type") } }

  func string(_ key: String) throws -> String {
    try located { try settings.string(key, in: file) }
  }

  func flag(_ key: String, default value: Bool? = nil) throws -> Bool {
    try located {
      if let flag = try settings.optionalBool(key, in: file) { return flag }
      if let value { return value }
      return try settings.bool(key, in: file)
    }
  }

  func integer(_ key: String, range: ClosedRange<Int>) throws -> Int {
    try located { try settings.integer(key, in: file, range: range) }
  }

  func bytes(_ key: String) throws -> [UInt8] { Array(try string(key).utf8) }

  func stages(_ key: String) throws -> [StageSettings] {
    let list = try located { try settings.array(key, in: file) }
    return try list.enumerated().map { index, value in
      let place = "\(field).\(key).\(index)"
      guard let stage = try StageSettings(value, file: file, field: place) else {
        throw CandorError(.malformed, "expected an object", at: .init(file: file, field: place))
      }
      return stage
    }
  }

  /// The pattern `{"Regex": …}` or `{"String": …}`.
  func pattern(_ key: String) throws -> PatternScanner {
    let object = try located { try settings.object(key, in: file) }
    return try located {
      if let source = try object.optionalString("Regex", in: file) {
        return try PatternScanner(source)
      }
      let literal = try object.string("String", in: file)
      return try PatternScanner(.literal(literal), source: literal)
    }
  }

  func unsupported(_ what: String) -> CandorError {
    CandorError(.unsupported, "\(what) cannot be read", at: .init(file: file, field: field))
  }

  /// Adds the place to the errors of `read`.
  private func located<Value>(_ read: () throws -> Value) throws -> Value {
    do { return try read() } catch var error as CandorError {
      let inner = error.location?.field
      error.location = .init(file: file, field: inner.map { "\(field).\($0)" } ?? field)
      throw error
    }
  }
}
