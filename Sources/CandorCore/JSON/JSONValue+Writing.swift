extension JSONValue {
  /// The one way to write this value that digests are made of: RFC 8785, with one exception.
  ///
  /// No spaces; members in ascending order of their keys' UTF-16 code units; the fewest escapes;
  /// numbers as ECMAScript writes them. The exception: integers keep all their digits beyond 2⁵³, where
  /// RFC 8785 would round them. A number that is not finite becomes `null`, as in ECMAScript.
  public func canonical() -> [UInt8] {
    var writer = JSONWriter(indent: nil)
    writer.write(self)
    return writer.output
  }

  /// The value for people: two spaces per level, members in their order, a newline at the end.
  public func pretty() -> String {
    var writer = JSONWriter(indent: 2)
    writer.write(self)
    return String(decoding: writer.output, as: UTF8.self) + "\n"
  }
}

/// Writes JSON, with an indentation in the order of the members, or canonically without.
private struct JSONWriter {
  var output: [UInt8] = []
  let indent: Int?
  private var level = 0

  init(indent: Int?) { self.indent = indent }

  mutating func write(_ value: JSONValue) {
    switch value {
    case .null: put("null")
    case .bool(let flag): put(flag ? "true" : "false")
    case .integer(let integer): put(String(integer))
    case .double(let double): put(double.ecmaScriptText)
    case .string(let text): write(text)
    case .array(let items):
      write(items, "[", "]") { writer, item in writer.write(item) }
    case .object(let object):
      write(indent == nil ? canonicalOrder(object.members) : object.members, "{", "}") {
        writer, member in
        writer.write(member.key)
        writer.put(writer.indent == nil ? ":" : ": ")
        writer.write(member.value)
      }
    }
  }

  private mutating func write<Item>(
    _ items: [Item], _ open: String, _ close: String, _ writeItem: (inout JSONWriter, Item) -> Void
  ) {
    put(open)
    level += 1
    for (index, item) in items.enumerated() {
      if index > 0 { put(",") }
      breakLine()
      writeItem(&self, item)
    }
    level -= 1
    if !items.isEmpty { breakLine() }
    put(close)
  }

  private mutating func write(_ text: String) {
    put("\"")
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""): put("\\\"")
      case UInt8(ascii: "\\"): put("\\\\")
      case 0x08: put("\\b")
      case 0x09: put("\\t")
      case 0x0A: put("\\n")
      case 0x0C: put("\\f")
      case 0x0D: put("\\r")
      case 0..<0x20: put("\\u00" + (byte < 16 ? "0" : "") + String(byte, radix: 16))
      default: output.append(byte)
      }
    }
    put("\"")
  }

  private mutating func put(_ text: String) {
    output.append(contentsOf: text.utf8)
  }

  private mutating func breakLine() {
    guard let indent else { return }
    output.append(0x0A)
    output.append(contentsOf: repeatElement(0x20, count: indent * level))
  }

  private func canonicalOrder(
    _ members: [(key: String, value: JSONValue)]
  ) -> [(key: String, value: JSONValue)] {
    members.sorted { $0.key.utf16.lexicographicallyPrecedes($1.key.utf16) }
  }
}
