import CandorCore

/// Metadata for a GGUF file that is going to be written, in the order in which keys were first set.
public struct GGUFDraft: Sendable {
  private var keys: [String] = []
  /// A value's type and bytes, as they stand in the file.
  private var values: [String: [UInt8]] = [:]

  public init() {}

  /// Everything a file says, but not how it was cut into parts.
  public init(copying metadata: GGUFMetadata) {
    for key in metadata.keys where !key.hasPrefix("split.") {
      guard let place = metadata.place(key) else { continue }
      // A value's type stands before it.
      set(key, bytes: metadata.file.array((place.offset - 4)..<(place.offset + place.size)))
    }
  }

  private mutating func set(_ key: String, bytes: [UInt8]) {
    if values.updateValue(bytes, forKey: key) == nil { keys.append(key) }
  }

  private mutating func set(_ key: String, _ type: GGUFType, _ value: [UInt8]) {
    set(key, bytes: type.rawValue.littleEndianBytes + value)
  }

  private mutating func set(_ key: String, _ element: GGUFType, count: Int, _ values: [UInt8]) {
    set(
      key, .array, element.rawValue.littleEndianBytes + UInt64(count).littleEndianBytes + values)
  }

  public mutating func set(_ key: String, _ value: String) { set(key, .string, value.ggufBytes) }

  public mutating func set(_ key: String, _ value: Bool) { set(key, .bool, [value ? 1 : 0]) }

  /// Stored as uint32, as ggml's own writers store whole numbers.
  public mutating func set(_ key: String, _ value: UInt32) {
    set(key, .uint32, value.littleEndianBytes)
  }

  public mutating func set(_ key: String, _ value: Float) {
    set(key, .float32, value.bitPattern.littleEndianBytes)
  }

  public mutating func set(_ key: String, _ values: [String]) {
    set(key, .string, count: values.count, values.flatMap(\.ggufBytes))
  }

  public mutating func set(_ key: String, _ values: [Int32]) {
    set(key, .int32, count: values.count, values.flatMap(\.littleEndianBytes))
  }

  public mutating func set(_ key: String, _ values: [Float]) {
    set(key, .float32, count: values.count, values.flatMap(\.bitPattern.littleEndianBytes))
  }

  public mutating func set(_ key: String, _ values: [Bool]) {
    set(key, .bool, count: values.count, values.map { $0 ? 1 : 0 })
  }

  /// Where tensors begin: at multiples of this.
  var alignment: Int {
    let value = values["general.alignment"].map { $0.dropFirst(4) } ?? [32]
    return value.reversed().reduce(0) { $0 << 8 | Int($1) }
  }

  /// The keys and values as a file holds them.
  var pairs: (count: Int, bytes: [UInt8]) {
    (keys.count, keys.flatMap { $0.ggufBytes + (values[$0] ?? []) })
  }
}

extension FixedWidthInteger {
  /// The least significant byte first.
  var littleEndianBytes: [UInt8] {
    (0..<(Self.bitWidth / 8)).map { UInt8(truncatingIfNeeded: self >> (8 * $0)) }
  }
}

extension String {
  /// Eight bytes of length, and UTF-8.
  var ggufBytes: [UInt8] { UInt64(utf8.count).littleEndianBytes + Array(utf8) }
}
