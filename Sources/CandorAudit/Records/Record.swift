/// One record as its detectors see it: every value of it in one run of bytes.
///
/// Each value of a JSON object or of a row is written as `key: value` and a line feed, so that what
/// stands before a value, which may explain it, is its key. A plain text is itself.
package struct Record {
  struct Field {
    var key: Range<Int>
    var value: Range<Int>
  }

  private(set) var bytes: [UInt8] = []
  private(set) var fields: [Field] = []
  /// The digests of the files it holds, if they were asked for.
  private(set) var files: [FileKeys] = []
  /// The pictures it holds, as they are encoded, if they were asked for.
  private(set) var pictures: [[UInt8]] = []
  /// The part that is the document's text: of the field so named, or all.
  private(set) var body = 0..<0
  private var hasText = false

  package init() {}

  /// The same, in memory of its own and no larger than it must be.
  borrowing func copy() -> Record {
    var copy = Record()
    copy.bytes = Array(bytes[...])
    copy.fields = Array(fields[...])
    copy.files = files
    copy.pictures = pictures
    (copy.body, copy.hasText) = (body, hasText)
    return copy
  }

  /// Forgets everything but the memory.
  mutating func clear() {
    bytes.removeAll(keepingCapacity: true)
    fields.removeAll(keepingCapacity: true)
    files.removeAll(keepingCapacity: true)
    pictures.removeAll()
    body = 0..<0
    hasText = false
  }

  mutating func append(_ file: FileKeys) { files.append(file) }

  mutating func append(picture: [UInt8]) { pictures.append(picture) }

  /// Of what it holds in memory.
  var size: Int { pictures.reduce(bytes.count) { $0 + $1.count } }

  mutating func append(_ byte: UInt8) { bytes.append(byte) }

  mutating func append(_ run: ArraySlice<UInt8>) { bytes.append(contentsOf: run) }

  mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

  /// Ends the value that began at `start`; its key, if it has one, is in `bytes` at `key`.
  mutating func endValue(from start: Int, key: Range<Int>?) {
    if let key {
      fields.append(Field(key: key, value: start..<bytes.count))
      if !hasText, bytes[key].elementsEqual("text".utf8) {
        body = start..<bytes.count
        hasText = true
      }
    }
    bytes.append(UInt8(ascii: "\n"))
    if !hasText { body = 0..<bytes.count }
  }

  /// More of a plain text.
  mutating func extendText(_ text: ArraySlice<UInt8>) {
    bytes.append(contentsOf: text)
    body = 0..<bytes.count
  }
}
