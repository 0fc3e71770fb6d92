import CandorCore
import SystemPackage

/// The documents of a JSON Lines file: one object a line, blank lines passed over.
///
/// Strict: a line that is not one JSON object with a text is refused with its place, never dropped.
struct JSONLinesReader: ~Copyable {
  private var lines: LineReader
  private let fields: JSONLinesFields

  init(_ file: SourceFile, fields: JSONLinesFields, limits: ReadingLimits) throws {
    lines = try LineReader(file, limits: limits)
    self.fields = fields
  }

  mutating func next() throws -> Document? {
    while let line = try lines.next() {
      if line.isBlank { continue }
      let record = try record(on: line)
      guard case .string(let text)? = record[fields.text] else {
        throw textRefusal(record, line)
      }
      return Document(id: try id(of: record, line), text: Array(text.utf8))
    }
    return nil
  }

  private func record(on line: Line) throws -> JSONObject {
    let value: JSONValue
    do {
      value = try JSONValue.parse(line.bytes, file: lines.file.path.string)
    } catch var error as CandorError {
      // The parser saw one line; its place in the line becomes the place in the file.
      let offset = line.byteOffset + (error.location?.byteOffset ?? 0)
      error.location = lines.file.location(line: line.number, byteOffset: offset)
      error.hint = error.hint ?? "every line must be one JSON object; mend or remove this one"
      throw error
    }
    guard case .object(let record) = value else {
      throw refusal(
        "expected an object, found \(value.kind)", hint: "write one `{…}` a line", line)
    }
    return record
  }

  private func id(of record: JSONObject, _ line: Line) throws -> String {
    switch record[fields.id] {
    case nil: "\(lines.file.name)#\(line.number)"
    case .string(let id)?: id
    case .integer(let id)?: String(id)
    default:
      throw refusal(
        "the id must be a string or an integer",
        hint: "name another field for the id, or one that no record has", line, field: fields.id)
    }
  }

  private func textRefusal(_ record: JSONObject, _ line: Line) -> CandorError {
    if let value = record[fields.text] {
      return refusal(
        "the text must be a string, not \(value.kind)",
        hint: "name the field that holds the text", line, field: fields.text)
    }
    let names = record.members.prefix(8).map { "`\($0.key)`" }.joined(separator: ", ")
    return refusal(
      "the record has no such field, which is to hold the text",
      hint: names.isEmpty ? nil : "name the field that holds it; there are \(names)", line,
      field: fields.text)
  }

  private func refusal(
    _ message: String, hint: String?, _ line: Line, field: String? = nil
  ) -> CandorError {
    var location = lines.file.location(line: line.number, byteOffset: line.byteOffset)
    location.field = field
    return CandorError(.malformed, message, hint: hint, at: location)
  }
}
