// Typed lookups. Each throws a `CandorError` that names `file` and the key: `notFound`… never: a missing
// or mistyped member is `malformed`. The `optional…` forms give nil for a missing member and for `null`.
extension JSONObject {
  public func string(_ key: String, in file: String? = nil) throws -> String {
    try required(key, in: file, optionalString(key, in: file))
  }

  public func optionalString(_ key: String, in file: String? = nil) throws -> String? {
    try optional(key, in: file, "a string") { if case .string(let text) = $0 { text } else { nil } }
  }

  public func bool(_ key: String, in file: String? = nil) throws -> Bool {
    try required(key, in: file, optionalBool(key, in: file))
  }

  public func optionalBool(_ key: String, in file: String? = nil) throws -> Bool? {
    try optional(key, in: file, "true or false") {
      if case .bool(let flag) = $0 { flag } else { nil }
    }
  }

  /// An integer in `range`; a number with a fraction or an exponent is refused.
  public func integer(
    _ key: String, in file: String? = nil, range: ClosedRange<Int> = Int.min...Int.max
  ) throws -> Int {
    try required(key, in: file, optionalInteger(key, in: file, range: range))
  }

  /// An integer in `range`; a number with a fraction or an exponent is refused.
  public func optionalInteger(
    _ key: String, in file: String? = nil, range: ClosedRange<Int> = Int.min...Int.max
  ) throws -> Int? {
    let integer = try optional(key, in: file, "an integer") {
      if case .integer(let integer) = $0 { Int(exactly: integer) } else { nil }
    }
    guard let integer, !range.contains(integer) else { return integer }
    throw CandorError(
      .malformed, "\(integer) is not from \(range.lowerBound) to \(range.upperBound)",
      at: .init(file: file, field: key))
  }

  /// Any number; an integer beyond 2⁵³ is rounded.
  public func double(_ key: String, in file: String? = nil) throws -> Double {
    try required(key, in: file, optionalDouble(key, in: file))
  }

  /// Any number; an integer beyond 2⁵³ is rounded.
  public func optionalDouble(_ key: String, in file: String? = nil) throws -> Double? {
    try optional(key, in: file, "a number") {
      switch $0 {
      case .double(let number): number
      case .integer(let number): Double(number)
      default: nil
      }
    }
  }

  public func array(_ key: String, in file: String? = nil) throws -> [JSONValue] {
    try required(key, in: file, optionalArray(key, in: file))
  }

  public func optionalArray(_ key: String, in file: String? = nil) throws -> [JSONValue]? {
    try optional(key, in: file, "an array") {
      if case .array(let items) = $0 { items } else { nil }
    }
  }

  public func object(_ key: String, in file: String? = nil) throws -> JSONObject {
    try required(key, in: file, optionalObject(key, in: file))
  }

  public func optionalObject(_ key: String, in file: String? = nil) throws -> JSONObject? {
    try optional(key, in: file, "an object") {
      if case .object(let object) = $0 { object } else { nil }
    }
  }

  /// Refuses members other than `known`, with the known key that was probably meant.
  ///
  /// - Throws: `malformed`.
  public func refuseKeys(besides known: [String], in file: String? = nil) throws {
    let allowed = Set(known.map(ExactString.init))
    for member in members where !allowed.contains(ExactString(member.key)) {
      throw CandorError(
        .malformed, "this key is not known",
        hint: nearest(member.key, among: known).map { "did you mean `\($0)`?" },
        at: .init(file: file, field: member.key))
    }
  }
}

extension JSONObject {
  private func optional<Value>(
    _ key: String, in file: String?, _ kind: String, _ extract: (JSONValue) -> Value?
  ) throws -> Value? {
    guard let value = self[key], value != .null else { return nil }
    if let value = extract(value) { return value }
    throw CandorError(
      .malformed, "expected \(kind), found \(value.kind)", at: .init(file: file, field: key))
  }

  private func required<Value>(_ key: String, in file: String?, _ value: Value?) throws -> Value {
    if let value { return value }
    let others = members.map(\.key).filter { $0 != key }
    throw CandorError(
      .malformed, "this member is missing",
      hint: nearest(key, among: others).map { "there is a `\($0)`" },
      at: .init(file: file, field: key))
  }
}

extension JSONValue {
  /// The kind of the value, as errors say it.
  package var kind: String {
    switch self {
    case .null: "null"
    case .bool: "a truth value"
    case .integer: "an integer"
    case .double: "a number with a fraction"
    case .string: "a string"
    case .array: "an array"
    case .object: "an object"
    }
  }
}
