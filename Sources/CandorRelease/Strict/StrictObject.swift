import CandorCore

/// An object of a JSON file that the tool wrote: exactly the expected members, nothing defaulted.
///
/// The JSON twin of `StrictMapping`. A person edits a manifest and needs hints; a lock or a ledger
/// is written by the tool, so whatever is not as written is refused.
struct StrictObject {
  let object: JSONObject
  /// The place of the object; `field` is its dotted path, empty at the root.
  let place: CandorError.Location

  /// - Throws: `malformed` for a value that is no object, and for missing or unknown members.
  init(
    _ value: JSONValue, keys: [String], optional: [String] = [], at place: CandorError.Location
  ) throws {
    guard case .object(let object) = value else {
      throw CandorError(.malformed, "expected an object", at: place)
    }
    (self.object, self.place) = (object, place)
    for member in object.members where !keys.contains(member.key) && !optional.contains(member.key)
    {
      throw CandorError(
        .malformed, "unknown key `\(member.key.prefix(80))`", at: location(of: member.key))
    }
    for key in keys where object[key] == nil {
      throw CandorError(.malformed, "missing key `\(key)`", at: location(of: key))
    }
  }

  func location(of key: String) -> CandorError.Location {
    var location = place
    location.field = place.field.map { "\($0).\(key)" } ?? key
    return location
  }

  func string(_ key: String, maximumBytes: Int = 1024) throws -> String {
    guard case .string(let text) = object[key], (1...maximumBytes).contains(text.utf8.count) else {
      throw refusal(key, "text of 1 to \(maximumBytes) bytes")
    }
    return text
  }

  func integer(_ key: String, in range: ClosedRange<Int>) throws -> Int {
    guard case .integer(let number) = object[key], let number = Int(exactly: number),
      range.contains(number)
    else { throw refusal(key, "an integer from \(range.lowerBound) to \(range.upperBound)") }
    return number
  }

  func digest(_ key: String) throws -> Digest {
    guard case .string(let text) = object[key], let digest = Digest(hex: text) else {
      throw refusal(key, "64 lower-case hexadecimal digits")
    }
    return digest
  }

  /// A finite binary32 as the 8 lower-case hexadecimal digits of its bit pattern.
  func bits(_ key: String) throws -> Float {
    guard case .string(let text) = object[key], let number = Float(hexadecimalBits: text) else {
      throw refusal(key, "the 8 lower-case hexadecimal digits of a finite binary32")
    }
    return number
  }

  /// The elements of an array, each with its place.
  func list(_ key: String) throws -> [(value: JSONValue, place: CandorError.Location)] {
    guard case .array(let values) = object[key] else { throw refusal(key, "a list") }
    return values.enumerated().map { index, value in (value, location(of: "\(key)[\(index)]")) }
  }

  /// A member that is an object, or nil if it is left out.
  func object(
    _ key: String, keys: [String], optional: [String] = []
  ) throws -> StrictObject? {
    try object[key].map {
      try StrictObject($0, keys: keys, optional: optional, at: location(of: key))
    }
  }

  func path(_ key: String) throws -> ReleasePath {
    try ReleasePath(string(key), at: location(of: key))
  }

  private func refusal(_ key: String, _ expected: String) -> CandorError {
    CandorError(.malformed, "`\(key)` must be \(expected)", at: location(of: key))
  }
}

/// The largest integer that every JSON reader keeps exactly (RFC 8259, section 6).
let largestJSONInteger = 1 << 53
