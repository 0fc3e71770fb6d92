import CandorCore

extension StrictMapping {
  /// A mapping below this one. Its unknown keys are refused by the root's `finish`.
  package func mapping(_ key: String) throws -> StrictMapping {
    try mapping(try value(key), key: key, name: key)
  }

  /// A list of mappings; the path of an element reads `segments[2]`.
  package func mappings(_ key: String, maximumCount: Int = 4096) throws -> [StrictMapping] {
    try list(key, maximumCount: maximumCount).enumerated().map { index, value in
      try mapping(value, key: "\(key)[\(index)]", name: "\(key)[\(index)]")
    }
  }

  /// A list of texts.
  package func strings(_ key: String, maximumCount: Int = 4096) throws -> [String] {
    try list(key, maximumCount: maximumCount).enumerated().map { index, value in
      try string(value, key: "\(key)[\(index)]", maximumBytes: 1 << 14)
    }
  }

  /// A list of whole numbers.
  package func integers(
    _ key: String, in range: ClosedRange<Int>, maximumCount: Int = 4096
  ) throws -> [Int] {
    try list(key, maximumCount: maximumCount).enumerated().map { index, value in
      try integer(value, key: "\(key)[\(index)]", in: range)
    }
  }

  /// A list of finite decimal numbers; see `number(_:in:)` for their rounding.
  package func numbers(
    _ key: String, in range: ClosedRange<Double>, maximumCount: Int = 4096
  ) throws -> [Double] {
    try list(key, maximumCount: maximumCount).enumerated().map { index, value in
      try number(value, key: "\(key)[\(index)]", in: range)
    }
  }

  /// A list of an enumeration's words, each at most once.
  package func choices<Choice>(_ key: String, of type: Choice.Type = Choice.self) throws -> [Choice]
  where Choice: RawRepresentable<String> & CaseIterable {
    var found: [Choice] = []
    for (index, value) in try list(key, maximumCount: 4096).enumerated() {
      let word: Choice = try choice(value, key: "\(key)[\(index)]")
      guard !found.contains(where: { $0.rawValue == word.rawValue }) else {
        throw refusal("\(key)[\(index)]", expected: "given once only", found: value)
      }
      found.append(word)
    }
    return found
  }

  private func list(_ key: String, maximumCount: Int) throws -> [StrictValue] {
    let value = try value(key)
    guard case .list(let values) = value.content else {
      throw refusal(key, expected: "a list", found: value)
    }
    guard values.count <= maximumCount else {
      throw refusal(key, expected: "a list of at most \(maximumCount)", found: value)
    }
    return values
  }

  private func mapping(_ value: StrictValue, key: String, name: String) throws -> StrictMapping {
    guard case .mapping(let members) = value.content else {
      throw refusal(key, expected: "a mapping of keys and values", found: value)
    }
    return child(members, named: name, line: value.line)
  }
}
