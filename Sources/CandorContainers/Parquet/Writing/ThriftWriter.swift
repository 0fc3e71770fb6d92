/// Writes Thrift's compact protocol.
struct ThriftWriter {
  private(set) var bytes: [UInt8] = []
  private var fields: [Int] = [0]

  mutating func integer(_ field: Int, _ value: Int, _ kind: ThriftReader.Kind = .int64) {
    header(field, kind)
    zigzag(value)
  }

  mutating func text(_ field: Int, _ value: String) {
    header(field, .binary)
    varint(UInt64(value.utf8.count))
    bytes += value.utf8
  }

  /// A field whose value is written as it was read.
  mutating func raw(_ field: Int, _ kind: ThriftReader.Kind, _ value: ArraySlice<UInt8>) {
    header(field, kind)
    bytes += value
  }

  /// Elements of a list that are written already.
  mutating func append(_ elements: [UInt8]) { bytes += elements }

  mutating func structure(_ field: Int, _ body: (inout ThriftWriter) throws -> Void) rethrows {
    header(field, .structure)
    try element(body)
  }

  mutating func list(_ field: Int, of kind: ThriftReader.Kind, count: Int) {
    header(field, .list)
    if count < 15 {
      bytes.append(UInt8(count) << 4 | kind.rawValue)
    } else {
      bytes.append(0xF0 | kind.rawValue)
      varint(UInt64(count))
    }
  }

  /// A structure in a list, or the outermost one.
  mutating func element(_ body: (inout ThriftWriter) throws -> Void) rethrows {
    fields.append(0)
    try body(&self)
    fields.removeLast()
    bytes.append(0)
  }

  /// An integer or a text in a list.
  mutating func element(_ value: Int) { zigzag(value) }

  mutating func element(_ value: [UInt8]) {
    varint(UInt64(value.count))
    bytes += value
  }

  private mutating func header(_ field: Int, _ kind: ThriftReader.Kind) {
    let step = field - fields[fields.count - 1]
    fields[fields.count - 1] = field
    if 1...15 ~= step {
      bytes.append(UInt8(step) << 4 | kind.rawValue)
    } else {
      bytes.append(kind.rawValue)
      zigzag(field)
    }
  }

  private mutating func zigzag(_ value: Int) {
    varint(UInt64(bitPattern: Int64(value << 1 ^ value >> 63)))
  }

  private mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}
