/// Writes findings as bytes: member by member in the order of their declaration, without names.
///
/// `Int` is written seven bits a byte, the lowest first, and must not be negative; other integers and
/// numbers as their bytes, little endian; before the elements of an array or of a text stands their
/// number in eight bytes. A new member of a type travels without a word said here; `FindingsDecoder`
/// reads it back. Members that are optional do not: nothing would say that they are there.
struct FindingsEncoder: Encoder {
  private let output = Output()

  /// The bytes so far.
  var bytes: [UInt8] { output.bytes }

  static func bytes(of value: some Encodable) throws -> [UInt8] {
    let encoder = FindingsEncoder()
    try value.encode(to: encoder)
    return encoder.bytes
  }

  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    KeyedEncodingContainer(Members(encoder: self))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer { Elements(self, output) }

  func singleValueContainer() -> any SingleValueEncodingContainer {
    Value(encoder: self, output: output)
  }

  fileprivate func refusal(_ what: String) -> EncodingError {
    .invalidValue(what, .init(codingPath: [], debugDescription: "findings cannot hold \(what)"))
  }
}

private final class Output {
  var bytes: [UInt8] = []

  func append(_ number: some FixedWidthInteger) {
    for shift in stride(from: 0, to: number.bitWidth, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: number >> shift))
    }
  }
}

private struct Value: SingleValueEncodingContainer {
  let encoder: FindingsEncoder
  let output: Output
  var codingPath: [any CodingKey] { [] }

  func encodeNil() throws { throw encoder.refusal("nothing") }

  func encode(_ value: Int) throws {
    guard 0..<FindingsDecoder.numberLimit ~= value else { throw encoder.refusal("\(value)") }
    var rest = value
    while rest >= 0x80 {
      output.bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    output.bytes.append(UInt8(rest))
  }

  func encode(_ value: Bool) { output.bytes.append(value ? 1 : 0) }

  func encode(_ value: Double) { output.append(value.bitPattern) }

  func encode(_ value: Float) { output.append(value.bitPattern) }

  func encode(_ value: String) {
    output.append(value.utf8.count)
    output.bytes += value.utf8
  }

  func encode<T: FixedWidthInteger & Encodable>(_ value: T) { output.append(value) }

  func encode<T: Encodable>(_ value: T) throws { try value.encode(to: encoder) }
}

private struct Members<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let encoder: FindingsEncoder
  var codingPath: [any CodingKey] { [] }

  func encodeNil(forKey key: Key) throws { throw encoder.refusal("nothing") }

  func encode<T: Encodable>(_ value: T, forKey key: Key) throws { try value.encode(to: encoder) }

  func nestedContainer<Nested>(
    keyedBy type: Nested.Type, forKey key: Key
  ) -> KeyedEncodingContainer<Nested> { encoder.container(keyedBy: type) }

  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    encoder.unkeyedContainer()
  }

  func superEncoder() -> any Encoder { encoder }

  func superEncoder(forKey key: Key) -> any Encoder { encoder }
}

/// An array's elements; their number is written before them and raised with each.
private struct Elements: UnkeyedEncodingContainer {
  private let encoder: FindingsEncoder
  private let output: Output
  private let start: Int
  private(set) var count = 0
  var codingPath: [any CodingKey] { [] }

  init(_ encoder: FindingsEncoder, _ output: Output) {
    self.encoder = encoder
    self.output = output
    start = output.bytes.count
    output.append(count)
  }

  mutating func encode<T: Encodable>(_ value: T) throws {
    raiseCount()
    try value.encode(to: encoder)
  }

  mutating func encodeNil() throws { throw encoder.refusal("nothing") }

  mutating func nestedContainer<Nested>(
    keyedBy type: Nested.Type
  ) -> KeyedEncodingContainer<Nested> {
    raiseCount()
    return encoder.container(keyedBy: type)
  }

  mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
    raiseCount()
    return encoder.unkeyedContainer()
  }

  mutating func superEncoder() -> any Encoder {
    raiseCount()
    return encoder
  }

  private mutating func raiseCount() {
    count += 1
    var index = start
    repeat {
      output.bytes[index] &+= 1
      index += 1
    } while output.bytes[index - 1] == 0
  }
}
