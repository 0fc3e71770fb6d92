import CandorContainers

/// Rows as text, as Tests/Oracles/parquet_files.py writes them (`text_of`).
struct ParquetText {
  private let schema: ParquetSchema
  private var items: ArraySlice<ParquetRow.Item> = []
  private var bytes: [UInt8] = []

  init(_ schema: ParquetSchema) { self.schema = schema }

  mutating func line(_ row: ParquetRow) -> String {
    (items, bytes) = (row.items[...], row.bytes)
    return value(of: 0)
  }

  /// What is there for a node, once.
  private mutating func value(of node: Int) -> String {
    let info = schema.nodes[node]
    switch items.popFirst() {
    case .null: return "null"
    case .number(_, let bits): return number(bits, info)
    case .bytes(_, let range): return text(bytes[range], info)
    case .begin:
      defer { items.removeFirst() }
      if info.meaning == .list || info.meaning == .map { return elements(of: info) }
      let fields = info.children.map {
        String(decoding: schema.nodes[$0].name, as: UTF8.self) + ":" + value(of: $0)
      }
      return "{" + fields.joined(separator: ",") + "}"
    default: return "?"
    }
  }

  /// The elements of a list or map, each a group with one or two fields.
  private mutating func elements(of list: ParquetSchema.Node) -> String {
    let repeated = list.children[0]
    var elements: [String] = []
    while case .begin(repeated)? = items.first {
      items.removeFirst()
      let fields = schema.nodes[repeated].children
      if list.meaning == .map {
        elements.append("(" + fields.map { value(of: $0) }.joined(separator: ":") + ")")
      } else {
        elements += fields.map { value(of: $0) }
      }
      items.removeFirst()
    }
    if elements.isEmpty { items.removeFirst() }
    return "[" + elements.joined(separator: ",") + "]"
  }

  private func number(_ bits: UInt64, _ info: ParquetSchema.Node) -> String {
    switch (info.physical, info.meaning) {
    case (.boolean, _): bits == 0 ? "false" : "true"
    case (.float, _):
      "f" + hex((0..<4).reversed().map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) }[...])
    case (.double, _):
      "f" + hex((0..<8).reversed().map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) }[...])
    case (.int32, .unsigned): "\(UInt32(truncatingIfNeeded: bits))"
    case (_, .unsigned): "\(bits)"
    case (_, .decimal): "d\(Int64(bitPattern: bits))"
    default: "\(Int64(bitPattern: bits))"
    }
  }

  private func text(_ value: ArraySlice<UInt8>, _ info: ParquetSchema.Node) -> String {
    if case .decimal = info.meaning {
      let start: Int128 = (value.first ?? 0) & 0x80 == 0 ? 0 : -1
      return "d\(value.reduce(start) { $0 << 8 | Int128($1) })"
    }
    guard info.physical == .int96 else { return "x" + hex(value) }
    // Nanoseconds of the day, and the Julian day.
    let word = value.reversed().reduce(Int128(0)) { $0 << 8 | Int128($1) }
    return "\((word >> 64 - 2_440_588) * 86_400_000_000_000 + (word & 0xFFFF_FFFF_FFFF_FFFF))"
  }

  private func hex(_ bytes: ArraySlice<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
