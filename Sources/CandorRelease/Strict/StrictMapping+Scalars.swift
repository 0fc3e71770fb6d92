import CandorCore

extension StrictMapping {
  /// A whole number in decimal digits.
  package func integer(
    _ key: String, in range: ClosedRange<Int> = Int.min...Int.max
  ) throws -> Int {
    try integer(try value(key), key: key, in: range)
  }

  /// A whole number of up to 64 bits, for seeds.
  package func unsignedInteger(_ key: String) throws -> UInt64 {
    let value = try value(key)
    guard case .scalar(let scalar) = value.content, scalar.kind == .integer,
      let number = UInt64(scalar.text)
    else { throw refusal(key, expected: "an integer from 0 to \(UInt64.max)", found: value) }
    return number
  }

  /// A finite decimal number, correctly rounded to binary64.
  ///
  /// The rule, which every reader of a recipe must share because learning rates come this way: the
  /// literal follows JSON's grammar and means the binary64 nearest to its exact decimal value, ties
  /// to even, as `strtod` of IEEE 754-2019 section 5.12 gives it. A literal that is not zero but
  /// rounds to zero, or to infinity, is refused.
  package func number(_ key: String, in range: ClosedRange<Double>) throws -> Double {
    try number(try value(key), key: key, in: range)
  }

  /// Text. A plain scalar that some YAML reader takes for anything else has to be quoted.
  package func string(_ key: String, maximumBytes: Int = 1 << 14) throws -> String {
    try string(try value(key), key: key, maximumBytes: maximumBytes)
  }

  /// `true` or `false`, and no other spelling.
  package func boolean(_ key: String) throws -> Bool {
    let value = try value(key)
    guard case .scalar(let scalar) = value.content, scalar.kind == .boolean else {
      throw refusal(key, expected: "`true` or `false`", found: value)
    }
    return scalar.text == "true"
  }

  /// One of an enumeration's words.
  package func choice<Choice>(_ key: String, of type: Choice.Type = Choice.self) throws -> Choice
  where Choice: RawRepresentable<String> & CaseIterable {
    try choice(try value(key), key: key)
  }

  /// A SHA-256 in 64 lower-case hexadecimal digits.
  package func digest(_ key: String) throws -> Digest {
    let value = try value(key)
    guard case .scalar(let scalar) = value.content, let digest = Digest(hex: scalar.text),
      digest.hex == scalar.text
    else { throw refusal(key, expected: "64 lower-case hexadecimal digits", found: value) }
    return digest
  }

  func integer(_ value: StrictValue, key: String, in range: ClosedRange<Int>) throws -> Int {
    let expected =
      range == Int.min...Int.max
      ? "an integer" : "an integer from \(range.lowerBound) to \(range.upperBound)"
    guard case .scalar(let scalar) = value.content, scalar.kind == .integer else {
      throw refusal(key, expected: expected, found: value, hint: Self.hint(for: value))
    }
    guard let number = Int(scalar.text), range.contains(number) else {
      throw refusal(key, expected: expected, found: value)
    }
    return number
  }

  func number(_ value: StrictValue, key: String, in range: ClosedRange<Double>) throws -> Double {
    let expected = "a number from \(range.lowerBound) to \(range.upperBound)"
    guard case .scalar(let scalar) = value.content,
      scalar.kind == .integer || scalar.kind == .number
    else { throw refusal(key, expected: expected, found: value, hint: Self.hint(for: value)) }
    let mantissa = scalar.text.prefix { $0 != "e" && $0 != "E" }
    guard let number = Double(scalar.text), range.contains(number),
      number != 0 || mantissa.allSatisfy({ "-0.".contains($0) })
    else { throw refusal(key, expected: expected, found: value) }
    return number
  }

  func string(_ value: StrictValue, key: String, maximumBytes: Int) throws -> String {
    guard case .scalar(let scalar) = value.content else {
      throw refusal(key, expected: "text", found: value)
    }
    guard scalar.kind == .text else {
      let hint = scalar.kind == .nothing ? nil : "put it in quotes: \"\(scalar.text)\""
      throw refusal(key, expected: "text", found: value, hint: hint)
    }
    guard !scalar.text.isEmpty else {
      throw refusal(key, expected: "text that is not empty", found: value)
    }
    guard scalar.text.utf8.count <= maximumBytes else {
      throw refusal(key, expected: "at most \(maximumBytes) bytes", found: value)
    }
    return scalar.text
  }

  func choice<Choice>(_ value: StrictValue, key: String) throws -> Choice
  where Choice: RawRepresentable<String> & CaseIterable {
    let words = Choice.allCases.map(\.rawValue)
    let expected = "one of " + words.map { "`\($0)`" }.joined(separator: ", ")
    guard case .scalar(let scalar) = value.content else {
      throw refusal(key, expected: expected, found: value)
    }
    guard let choice = Choice(rawValue: scalar.text) else {
      throw refusal(
        key, expected: expected, found: value,
        hint: Self.didYouMean(scalar.text, among: words))
    }
    return choice
  }

  private static func hint(for value: StrictValue) -> String? {
    guard case .scalar(let scalar) = value.content else { return nil }
    let bare = scalar.text.filter { $0 != "_" && $0 != "," && $0 != " " }
    if scalar.kind == .number { return "write it without point and exponent" }
    return StrictScalar.isDecimalNumber(bare) ? "write `\(bare)`" : nil
  }
}
