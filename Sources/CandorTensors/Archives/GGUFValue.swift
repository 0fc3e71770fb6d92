import CandorCore

/// The types of GGUF's metadata, by their numbers in the file.
enum GGUFType: UInt32, Sendable {
  case uint8, int8, uint16, int16, uint32, int32, float32, bool, string, array, uint64, int64
  case float64

  /// Bytes of a value; nil where it depends on the value.
  var size: Int? {
    switch self {
    case .uint8, .int8, .bool: 1
    case .uint16, .int16: 2
    case .uint32, .int32, .float32: 4
    case .uint64, .int64, .float64: 8
    case .string, .array: nil
    }
  }
}

/// What metadata can be read as: whole numbers as `Int`, others as `Float` or `Double`, `Bool`,
/// `String`, and arrays of these; strings of an array also as `ByteStrings`.
public protocol GGUFValue {
  /// The value that begins at `offset` of the file; nil where the type is another one.
  init?(_ place: GGUFMetadata.Place, of file: MappedFile)
}

extension Int: GGUFValue {
  public init?(_ place: GGUFMetadata.Place, of file: MappedFile) {
    func read<Number: FixedWidthInteger>(_ type: Number.Type) -> Int? {
      file.integer(at: place.offset, as: type).flatMap { Int(exactly: $0) }
    }
    let value: Int? =
      switch place.type {
      case .uint8: read(UInt8.self)
      case .int8: read(Int8.self)
      case .uint16: read(UInt16.self)
      case .int16: read(Int16.self)
      case .uint32: read(UInt32.self)
      case .int32: read(Int32.self)
      case .uint64: read(UInt64.self)
      case .int64: read(Int64.self)
      case .float32, .float64, .bool, .string, .array: nil
      }
    guard let value else { return nil }
    self = value
  }
}

extension Double: GGUFValue {
  public init?(_ place: GGUFMetadata.Place, of file: MappedFile) {
    switch place.type {
    case .float32:
      guard let bits = file.integer(at: place.offset, as: UInt32.self) else { return nil }
      self = Double(Float(bitPattern: bits))
    case .float64:
      guard let bits = file.integer(at: place.offset, as: UInt64.self) else { return nil }
      self = Double(bitPattern: bits)
    default: return nil
    }
  }
}

extension Float: GGUFValue {
  public init?(_ place: GGUFMetadata.Place, of file: MappedFile) {
    guard let value = Double(place, of: file) else { return nil }
    self = Float(value)
  }
}

extension Bool: GGUFValue {
  public init?(_ place: GGUFMetadata.Place, of file: MappedFile) {
    guard place.type == .bool, let byte = file.integer(at: place.offset, as: UInt8.self),
      byte <= 1
    else { return nil }
    self = byte == 1
  }
}

extension String: GGUFValue {
  public init?(_ place: GGUFMetadata.Place, of file: MappedFile) {
    guard place.type == .string, let length = file.integer(at: place.offset, as: Int64.self),
      length >= 0, length <= file.count - place.offset - 8,
      let text = file.string((place.offset + 8)..<(place.offset + 8 + Int(length)))
    else { return nil }
    self = text
  }
}

extension ByteStrings: GGUFValue {
  /// An array of strings.
  public init?(_ place: GGUFMetadata.Place, of file: MappedFile) {
    guard let array = place.array, array.element == .string else { return nil }
    self.init()
    reserveCapacity(array.count, bytes: place.size)
    var offset = place.offset + 12
    for _ in 0..<array.count {
      guard let length = file.integer(at: offset, as: Int.self), length >= 0,
        length <= file.count - offset - 8
      else { return nil }
      let text = file.elements.extracting((offset + 8)..<(offset + 8 + length))
      guard (try? UTF8Span(validating: text)) != nil else { return nil }
      append(text)
      offset += 8 + length
    }
  }
}

extension Array: GGUFValue where Element: GGUFValue {
  /// - Complexity: O(the array).
  @specialized(where Element == Int)
  @specialized(where Element == Float)
  public init?(_ place: GGUFMetadata.Place, of file: MappedFile) {
    guard let array = place.array else { return nil }
    var offset = place.offset + 12
    self = []
    reserveCapacity(array.count)
    for _ in 0..<array.count {
      let inner = GGUFMetadata.Place(type: array.element, offset: offset)
      guard let value = Element(inner, of: file) else { return nil }
      append(value)
      offset += array.element.size ?? 8 + (file.integer(at: offset, as: Int.self) ?? 0)
    }
  }
}
