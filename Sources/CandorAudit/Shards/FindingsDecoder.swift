/// Reads what `FindingsEncoder` wrote. Every number is checked before it is used: what is refused is
/// a `DecodingError`.
struct FindingsDecoder: Decoder {
  /// `Int`s are below this, so that a million of them have a sum.
  static let numberLimit = 1 << 42

  private let input: Input

  /// - Throws: `DecodingError` if the bytes are not exactly such a value.
  static func decode<T: Decodable>(_ type: T.Type, from bytes: [UInt8]) throws -> T {
    let input = Input(bytes)
    let value = try T(from: FindingsDecoder(input: input))
    guard input.left == 0 else { throw input.refusal("\(input.left) bytes too many") }
    return value
  }

  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
    KeyedDecodingContainer(Members(decoder: self, input: input))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    Elements(decoder: self, number: try input.count(), input: input)
  }

  func singleValueContainer() -> any SingleValueDecodingContainer {
    Value(decoder: self, input: input)
  }
}

private final class Input {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var left: Int { bytes.count - position }

  func byte() throws -> UInt8 {
    guard left > 0 else { throw refusal("the bytes end too early") }
    defer { position += 1 }
    return bytes[position]
  }

  func integer<T: FixedWidthInteger>(_ type: T.Type) throws -> T {
    var number: T = 0
    for shift in stride(from: 0, to: T.bitWidth, by: 8) {
      number |= T(truncatingIfNeeded: try byte()) << T(shift)
    }
    return number
  }

  /// How many elements follow; each has a byte at least.
  func count() throws -> Int {
    let count = try integer(UInt64.self)
    guard count <= UInt64(left) else { throw refusal("a list of \(count) in \(left) bytes") }
    return Int(count)
  }

  func text() throws -> String {
    let count = try count()
    defer { position += count }
    guard let text = String(validating: bytes[position..<position + count], as: UTF8.self) else {
      throw refusal("a text that is not UTF-8")
    }
    return text
  }

  func refusal(_ message: String) -> DecodingError {
    .dataCorrupted(.init(codingPath: [], debugDescription: "\(message), at byte \(position)"))
  }
}

private struct Value: SingleValueDecodingContainer {
  let decoder: FindingsDecoder
  let input: Input
  var codingPath: [any CodingKey] { [] }

  func decodeNil() -> Bool { false }

  func decode(_ type: Int.Type) throws -> Int {
    var (number, shift) = (0, 0)
    while true {
      let byte = try input.byte()
      number |= Int(byte & 0x7F) << shift
      shift += 7
      if byte < 0x80 { break }
      guard shift < 49 else { throw input.refusal("a number too long") }
    }
    guard number < FindingsDecoder.numberLimit else { throw input.refusal("a number too large") }
    return number
  }

  func decode(_ type: Bool.Type) throws -> Bool {
    let byte = try input.byte()
    guard byte < 2 else { throw input.refusal("neither true nor false") }
    return byte == 1
  }

  func decode(_ type: Double.Type) throws -> Double {
    Double(bitPattern: try input.integer(UInt64.self))
  }

  func decode(_ type: Float.Type) throws -> Float {
    Float(bitPattern: try input.integer(UInt32.self))
  }

  func decode(_ type: String.Type) throws -> String { try input.text() }

  func decode<T: FixedWidthInteger & Decodable>(_ type: T.Type) throws -> T {
    try input.integer(type)
  }

  func decode<T: Decodable>(_ type: T.Type) throws -> T { try T(from: decoder) }
}

private struct Members<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let decoder: FindingsDecoder
  let input: Input
  var codingPath: [any CodingKey] { [] }
  var allKeys: [Key] { [] }

  func contains(_ key: Key) -> Bool { true }

  /// Only an optional member asks; the first test of a type that has one fails here.
  func decodeNil(forKey key: Key) throws -> Bool {
    throw input.refusal("`\(key.stringValue)` is optional")
  }

  func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T { try T(from: decoder) }

  func nestedContainer<Nested>(
    keyedBy type: Nested.Type, forKey key: Key
  ) -> KeyedDecodingContainer<Nested> { decoder.container(keyedBy: type) }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try decoder.unkeyedContainer()
  }

  func superDecoder() -> any Decoder { decoder }

  func superDecoder(forKey key: Key) -> any Decoder { decoder }
}

private struct Elements: UnkeyedDecodingContainer {
  let decoder: FindingsDecoder
  let number: Int
  let input: Input
  private(set) var currentIndex = 0
  var codingPath: [any CodingKey] { [] }
  var count: Int? { number }
  var isAtEnd: Bool { currentIndex >= number }

  init(decoder: FindingsDecoder, number: Int, input: Input) {
    self.decoder = decoder
    self.number = number
    self.input = input
  }

  func decodeNil() -> Bool { false }

  mutating func decode<T: Decodable>(_ type: T.Type) throws -> T {
    try T(from: next())
  }

  mutating func nestedContainer<Nested>(
    keyedBy type: Nested.Type
  ) throws -> KeyedDecodingContainer<Nested> { try next().container(keyedBy: type) }

  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    try next().unkeyedContainer()
  }

  mutating func superDecoder() throws -> any Decoder { try next() }

  private mutating func next() throws -> FindingsDecoder {
    guard !isAtEnd else { throw input.refusal("a list is shorter than expected") }
    currentIndex += 1
    return decoder
  }
}
