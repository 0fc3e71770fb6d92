/// Reads Thrift's compact protocol, of which the metadata of Parquet is made.
///
/// Fields that nobody asks for are skipped, so that newer files can be read.
struct ThriftReader {
  enum Kind: UInt8 {
    case yes = 1
    case no, byte, int16, int32, int64, double, binary, list, set, map, structure, uuid

    var isInteger: Bool { self == .byte || self == .int16 || self == .int32 || self == .int64 }
  }

  private let bytes: [UInt8]
  private(set) var position: Int
  private let end: Int
  private var depth = 0

  private static let maximumDepth = 32

  init(_ bytes: [UInt8], _ range: Range<Int>) {
    self.bytes = bytes
    position = range.lowerBound
    end = range.upperBound
  }

  /// Hands each field of a structure to `body`, which reads its value, or leaves it to be skipped.
  mutating func structure(_ body: (inout ThriftReader, Int, Kind) throws -> Void) throws {
    try descend()
    var field = 0
    while true {
      let header = try byte()
      if header == 0 { break }
      guard let kind = Kind(rawValue: header & 15) else {
        throw ParquetDamage("metadata with an unknown type")
      }
      let step = Int(header >> 4)
      field = step > 0 ? field &+ step : Int(truncatingIfNeeded: try zigzag())
      let start = position
      try body(&self, field, kind)
      if position == start { try skip(kind) }
    }
    depth -= 1
  }

  /// The number of a list's elements, and what they are.
  mutating func listHeader() throws -> (count: Int, kind: Kind) {
    let header = try byte()
    let count = header >> 4 == 15 ? try varint() : UInt64(header >> 4)
    guard let kind = Kind(rawValue: header & 15) else {
      throw ParquetDamage("metadata with an unknown type")
    }
    // An element takes a byte at least.
    guard count <= end - position else { throw ParquetDamage("metadata that ends too early") }
    return (Int(count), kind)
  }

  mutating func integer() throws -> Int { Int(truncatingIfNeeded: try zigzag()) }

  /// A count or size: not negative, and of 32 bits or of 64.
  mutating func count(_ kind: Kind) throws -> Int {
    let value = try integer()
    guard value >= 0 else { throw ParquetDamage("metadata with a negative size") }
    guard kind == .int64 || value <= Int32.max else {
      throw ParquetDamage("metadata with a size beyond its type")
    }
    return value
  }

  mutating func binary() throws -> ArraySlice<UInt8> {
    let count = try varint()
    guard count <= end - position else { throw ParquetDamage("metadata that ends too early") }
    defer { position += Int(count) }
    return bytes[position..<position + Int(count)]
  }

  mutating func skip(_ kind: Kind) throws {
    switch kind {
    case .yes, .no: break
    case .byte: _ = try byte()
    case .int16, .int32, .int64: _ = try varint()
    case .double: try skip(bytes: 8)
    case .uuid: try skip(bytes: 16)
    case .binary: _ = try binary()
    case .structure: try structure { _, _, _ in }
    case .list, .set:
      try descend()
      let (count, kind) = try listHeader()
      for _ in 0..<count { try skipElement(kind) }
      depth -= 1
    case .map:
      try descend()
      let count = try varint()
      if count > 0 {
        let kinds = try byte()
        guard let key = Kind(rawValue: kinds >> 4), let value = Kind(rawValue: kinds & 15) else {
          throw ParquetDamage("metadata with an unknown type")
        }
        for _ in 0..<count {
          try skipElement(key)
          try skipElement(value)
        }
      }
      depth -= 1
    }
  }

  /// In a container a truth takes a byte of its own.
  private mutating func skipElement(_ kind: Kind) throws {
    if kind == .yes || kind == .no { _ = try byte() } else { try skip(kind) }
  }

  private mutating func skip(bytes count: Int) throws {
    guard count <= end - position else { throw ParquetDamage("metadata that ends too early") }
    position += count
  }

  private mutating func descend() throws {
    depth += 1
    guard depth <= Self.maximumDepth else { throw ParquetDamage("metadata nested too deep") }
  }

  private mutating func byte() throws -> UInt8 {
    guard position < end else { throw ParquetDamage("metadata that ends too early") }
    defer { position += 1 }
    return bytes[position]
  }

  private mutating func varint() throws -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: 0, to: 70, by: 7) {
      let next = try byte()
      value |= UInt64(next & 0x7F) << UInt64(shift)
      if next < 0x80 { return value }
    }
    throw ParquetDamage("metadata with a number of more than 64 bits")
  }

  private mutating func zigzag() throws -> Int64 {
    let value = try varint()
    return Int64(bitPattern: value >> 1 ^ (0 &- (value & 1)))
  }
}
