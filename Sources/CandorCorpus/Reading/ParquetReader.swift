import CandorContainers
import CandorCore
import SystemPackage

/// The documents of a Parquet file: one a row, its text and id in columns of their own.
///
/// Strict: a row that cannot be read, or has no text, is refused with its place, never dropped.
final class ParquetReader {
  private let file: SourceFile
  private let parquet: ParquetFile
  private let limits: ParquetLimits
  private let fields: JSONLinesFields
  private let text: Int
  private let id: Int?
  private var group = 0
  private var rows: ParquetRows?
  private var number = 0

  init(_ file: SourceFile, fields: JSONLinesFields, limits: ReadingLimits) throws {
    self.file = file
    self.fields = fields
    var parquetLimits = ParquetLimits()
    parquetLimits.rowBytes = limits.documentBytes
    self.limits = parquetLimits
    do {
      parquet = try ParquetFile(file.path, limits: parquetLimits)
    } catch let damage as ParquetDamage {
      throw Self.refusal(damage, file)
    }
    let schema = parquet.schema
    func column(_ name: String) -> Int? {
      schema.nodes[0].children.first { schema.nodes[$0].name == Array(name.utf8) }
    }
    guard let text = column(fields.text), schema.nodes[text].physical == .bytes,
      schema.nodes[text].repetition != .repeated
    else {
      let names = schema.nodes[0].children.prefix(8).map {
        "`\(String(decoding: schema.nodes[$0].name, as: UTF8.self))`"
      }
      throw CandorError(
        .malformed, "there is no such column of texts",
        hint: "name the field that holds the text; there are \(names.joined(separator: ", "))",
        at: .init(file: file.path.string, field: fields.text))
    }
    self.text = text
    id = column(fields.id)
    if let id, !schema.nodes[id].isName {
      throw CandorError(
        .malformed, "the id must be a column of strings or integers",
        hint: "name another column for the id, or one that is not there",
        at: .init(file: file.path.string, field: fields.id))
    }
  }

  func next() throws -> Document? {
    while group < parquet.groups.count {
      let rows = try self.rows ?? ParquetRows(parquet, group: group, limits: limits)
      self.rows = rows
      switch rows.next() {
      case .row:
        number += 1
        return try document(rows.row)
      case .unreadable(let damage, _): throw Self.refusal(damage, file)
      case .end:
        self.rows = nil
        group += 1
      }
    }
    return nil
  }

  private func document(_ row: ParquetRow) throws -> Document {
    var (text, id): ([UInt8]?, String?) = (nil, nil)
    for item in row.items {
      switch item {
      case .bytes(let node, let range):
        if node == self.text { text = Array(row.bytes[range]) }
        if node == self.id { id = String(decoding: row.bytes[range], as: UTF8.self) }
      case .number(let node, let bits) where node == self.id:
        id = parquet.schema.nodes[node].integer(bits)
      default: break
      }
    }
    var location = file.location(line: number)
    location.field = fields.text
    guard let text else {
      throw CandorError(
        .malformed, "a row without a text", hint: "leave such rows out", at: location)
    }
    guard (try? UTF8Span(validating: text.span)) != nil else {
      throw CandorError(.malformed, "bytes that are not UTF-8", at: location)
    }
    return Document(id: id ?? "\(file.name)#\(number)", text: text)
  }

  private static func refusal(_ damage: ParquetDamage, _ file: SourceFile) -> CandorError {
    CandorError(
      damage.kind == .unsupported
        ? .unsupported : damage.kind == .tooLarge ? .limitExceeded : .malformed,
      damage.message,
      hint: damage.kind == .unsupported
        ? "write the file anew with Snappy or Zstandard, without encryption"
        : "fetch the file again",
      at: .init(file: file.path.string, byteOffset: damage.range.lowerBound))
  }
}

extension ParquetSchema.Node {
  /// Whether values can be ids: strings and whole numbers, one a row at most.
  fileprivate var isName: Bool {
    guard repetition != .repeated else { return false }
    return switch (physical, meaning) {
    case (.bytes, .plain), (.bytes, .text), (.int32, .plain), (.int64, .plain), (.int32, .unsigned),
      (.int64, .unsigned):
      true
    default: false
    }
  }
}
