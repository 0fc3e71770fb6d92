import CandorContainers

/// Writes rows as records: `name: value` and a line feed, as an object of JSON Lines would give.
///
/// Fields that only lists and maps need have no name in the record; a key of a map is the key of its value.
struct ParquetRecordWriter {
  private enum Role { case field, silent, mapKey, mapValue }

  private let schema: ParquetSchema
  private let roles: [Role]
  /// The keys of the groups that are open.
  private var keys: [Range<Int>?] = []
  private var mapKey: Range<Int>?

  init(_ schema: ParquetSchema) {
    self.schema = schema
    var roles = [Role](repeating: .field, count: schema.nodes.count)
    roles[0] = .silent
    for node in schema.nodes {
      guard node.meaning == .list || node.meaning == .map, let repeated = node.children.first
      else { continue }
      roles[repeated] = .silent
      let fields = schema.nodes[repeated].children
      if node.meaning == .map, fields.count == 2 {
        roles[fields[0]] = .mapKey
        roles[fields[1]] = .mapValue
      } else if fields.count == 1 {
        roles[fields[0]] = .silent
      }
    }
    self.roles = roles
  }

  /// - Parameter wanted: of byte arrays that may be files, which are kept in the row for it.
  mutating func write(
    _ row: borrowing ParquetRow, into record: inout Record, files wanted: FileTraits = []
  ) {
    keys.removeAll(keepingCapacity: true)
    for item in row.items {
      switch item {
      case .begin(let node): keys.append(key(of: node, &record))
      case .end: keys.removeLast()
      case .null, .binary: break
      case .number(let node, let bits):
        let (key, start) = begin(node, &record)
        record.append(text(of: node, bits))
        end(node, from: start, key: key, &record)
      case .bytes(let node, let range):
        if !wanted.isEmpty, take(node, row.bytes[range], wanted, into: &record) { continue }
        let (key, start) = begin(node, &record)
        if case .decimal(let scale) = schema.nodes[node].meaning {
          record.append(decimal(Self.integer(row.bytes[range]), scale))
        } else {
          record.append(row.bytes[range])
        }
        end(node, from: start, key: key, &record)
      }
    }
  }

  /// Takes a value that may be a file; returns whether it is no text besides.
  private func take(
    _ node: Int, _ bytes: ArraySlice<UInt8>, _ wanted: FileTraits, into record: inout Record
  ) -> Bool {
    switch (schema.nodes[node].meaning, schema.nodes[node].physical) {
    case (.text, _), (.decimal, _): return false
    case (_, .bytes): break
    case (_, let physical): return physical == .int96 || !Array(bytes).isUTF8(0..<bytes.count)
    }
    let value = Array(bytes)
    FileIntake.take(value, wanted, into: &record)
    return !value.isUTF8(value.indices)
  }

  /// Returns the key of a value, and where the value begins.
  private func begin(_ node: Int, _ record: inout Record) -> (key: Range<Int>?, start: Int) {
    let key = roles[node] == .mapKey ? nil : key(of: node, &record)
    return (key, record.bytes.count)
  }

  private mutating func end(
    _ node: Int, from start: Int, key: Range<Int>?, _ record: inout Record
  ) {
    if roles[node] == .mapKey {
      mapKey = start..<record.bytes.count
      record.append(": ")
    } else {
      record.endValue(from: start, key: key)
    }
  }

  /// Writes the name of a node, if it has one; returns the key that stands for it.
  private func key(of node: Int, _ record: inout Record) -> Range<Int>? {
    switch roles[node] {
    case .silent: return keys.last ?? nil
    case .mapKey, .mapValue: return mapKey
    case .field:
      let start = record.bytes.count
      record.append(schema.nodes[node].name[...])
      let key = start..<record.bytes.count
      record.append(": ")
      return key
    }
  }

  private func text(of node: Int, _ bits: UInt64) -> String {
    let node = schema.nodes[node]
    switch (node.physical, node.meaning) {
    case (.boolean, _): return bits == 0 ? "false" : "true"
    case (.float, _): return Float(bitPattern: UInt32(truncatingIfNeeded: bits)).description
    case (.double, _): return Double(bitPattern: bits).description
    case (_, .decimal(let scale)): return decimal(Int128(Int64(bitPattern: bits)), scale)
    default: return node.integer(bits)
    }
  }

  /// A whole number, the highest byte first; of more than sixteen bytes, the last ones.
  private static func integer(_ bytes: ArraySlice<UInt8>) -> Int128 {
    var value: Int128 = (bytes.first ?? 0) & 0x80 == 0 ? 0 : -1
    for byte in bytes.suffix(16) { value = value << 8 | Int128(byte) }
    return value
  }

  private func decimal(_ value: Int128, _ scale: Int) -> String {
    guard 1...64 ~= scale else { return String(value) }
    let digits = String(value.magnitude)
    let padded = String(repeating: "0", count: max(0, scale + 1 - digits.count)) + digits
    return (value < 0 ? "-" : "") + padded.dropLast(scale) + "." + padded.suffix(scale)
  }
}
