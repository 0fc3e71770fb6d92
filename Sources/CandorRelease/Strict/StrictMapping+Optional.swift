import CandorCore

/// A key that may be left out. Leaving it out is the only way to say nothing: an empty value is an
/// error, so that no half-written line is taken for a decision.
extension StrictMapping {
  package func optionalInteger(
    _ key: String, in range: ClosedRange<Int> = Int.min...Int.max
  ) throws -> Int? {
    contains(key) ? try integer(key, in: range) : nil
  }

  package func optionalUnsignedInteger(_ key: String) throws -> UInt64? {
    contains(key) ? try unsignedInteger(key) : nil
  }

  package func optionalNumber(_ key: String, in range: ClosedRange<Double>) throws -> Double? {
    contains(key) ? try number(key, in: range) : nil
  }

  package func optionalString(_ key: String, maximumBytes: Int = 1 << 14) throws -> String? {
    contains(key) ? try string(key, maximumBytes: maximumBytes) : nil
  }

  package func optionalBoolean(_ key: String) throws -> Bool? {
    contains(key) ? try boolean(key) : nil
  }

  package func optionalChoice<Choice>(
    _ key: String, of type: Choice.Type = Choice.self
  ) throws -> Choice? where Choice: RawRepresentable<String> & CaseIterable {
    contains(key) ? try choice(key) : nil
  }

  package func optionalDigest(_ key: String) throws -> Digest? {
    contains(key) ? try digest(key) : nil
  }

  package func optionalStrings(_ key: String) throws -> [String]? {
    contains(key) ? try strings(key) : nil
  }

  package func optionalMapping(_ key: String) throws -> StrictMapping? {
    contains(key) ? try mapping(key) : nil
  }

  package func optionalMappings(_ key: String) throws -> [StrictMapping]? {
    contains(key) ? try mappings(key) : nil
  }
}
