/// Decoded values of one column, a batch of them.
struct ValueBatch {
  /// Of types with up to eight bytes: the bits of the value; whole numbers of 32 bits with their sign.
  var numbers: [UInt64] = []
  /// Of the other types: where each value is in `bytes`.
  var ranges: [Range<Int>] = []
  var bytes: [UInt8] = []

  mutating func removeAll() {
    numbers.removeAll(keepingCapacity: true)
    ranges.removeAll(keepingCapacity: true)
  }
}

/// Decodes the values of a page, one encoding each.
protocol ValueDecoder: AnyObject {
  /// Appends the next `count` values to an empty batch.
  func decode(_ count: Int, into batch: inout ValueBatch) throws

  /// Whether the page holds no more values than were decoded.
  var isAtEnd: Bool { get }
}

extension ValueBatch {
  /// What decodes the values of a page.
  ///
  /// - Parameter run: what is behind the levels.
  static func decoder(
    _ encoding: Int, of node: ParquetSchema.Node, _ run: ByteRun, dictionary: ValueBatch?
  ) throws -> any ValueDecoder {
    // Where there are nothing but nulls, some writers leave out even an encoding's header.
    if run.left == 0 { return PlainDecoder(node, run) }
    switch (encoding, node.physical) {
    case (0, _): return PlainDecoder(node, run)
    case (2, _), (8, _):
      guard let dictionary else { throw ParquetDamage("values of a dictionary that is not there") }
      return try DictionaryDecoder(run, dictionary)
    case (3, .boolean): return try TruthDecoder(run)
    case (5, .int32), (5, .int64):
      return DeltaDecoder(try DeltaRuns(run), isShort: node.physical == .int32)
    case (6, .bytes): return try DeltaLengthDecoder(run)
    case (7, .bytes), (7, .fixedBytes): return try DeltaBytesDecoder(run, length: node.fixedLength)
    case (9, _) where node.physical != .bytes && node.physical != .boolean:
      return SplitDecoder(node, run)
    default:
      throw ParquetDamage(.unsupported, "values in encoding \(encoding)")
    }
  }
}

extension ParquetSchema.Node {
  /// Whether values are kept as numbers.
  var isNumeric: Bool {
    switch physical {
    case .boolean, .int32, .int64, .float, .double: true
    default: false
    }
  }

  /// nil if each value says how long it is.
  var fixedLength: Int? { physical == .bytes ? nil : length }

  /// A whole number, of which `bits` are the bits, in digits.
  package func integer(_ bits: UInt64) -> String {
    guard meaning == .unsigned else { return String(Int64(bitPattern: bits)) }
    return physical == .int32 ? String(UInt32(truncatingIfNeeded: bits)) : String(bits)
  }

  /// The bits of a number, of which `word` holds the bytes.
  func number(_ word: UInt64) -> UInt64 {
    physical == .int32 ? UInt64(bitPattern: Int64(Int32(truncatingIfNeeded: word))) : word
  }
}
