import CandorCore

/// The lines of a text file, as evidence quotes them.
struct TextFile: Sendable {
  let file: SurveyFile
  let lines: [Substring]

  /// Longer files are not read; nothing that people write about a model is longer.
  static let byteLimit = 1 << 20
  static let quoteLimit = 160

  init(_ file: SurveyFile, bytes: [UInt8]) {
    self.file = file
    lines = String(decoding: bytes, as: UTF8.self).split(
      omittingEmptySubsequences: false, whereSeparator: \.isNewline)
  }

  /// Reads a file; nil where it is too large, cannot be read, or is no text.
  init?(reading file: SurveyFile, limit: Int = TextFile.byteLimit) {
    guard file.bytes <= limit, let bytes = try? FileSystem.read(file.place, limit: limit),
      !bytes.prefix(4096).contains(0)
    else { return nil }
    self.init(file, bytes: bytes)
  }

  /// A place in this file with what stands there.
  ///
  /// - Parameter index: of the line, counted from zero.
  func place(_ index: Int) -> Evidence.Place {
    Evidence.Place(path: file.shown, line: index + 1, quote: Self.quoted(lines[index]))
  }

  /// The first line that holds one of the words, whatever their case.
  func first(_ words: [String], from start: Int = 0) -> Int? {
    let needles = words.map { Array($0.lowercased().utf8) }
    return lines.indices.dropFirst(start).first { index in
      let line = lines[index].foldedBytes
      return needles.contains { line.holds($0) }
    }
  }

  /// One line without control characters and without what a terminal would turn around.
  static func quoted(_ line: Substring) -> String {
    var text = ""
    for scalar in line.unicodeScalars.prefix(quoteLimit + 1) {
      switch scalar.value {
      case 0x09: text += " "
      case 0..<0x20, 0x7F..<0xA0, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF:
        text += "\u{FFFD}"
      default: text.unicodeScalars.append(scalar)
      }
    }
    let trimmed = text.trimmingSpaces
    return trimmed.unicodeScalars.count > quoteLimit
      ? trimmed.prefix(quoteLimit - 1) + "…" : trimmed
  }
}

extension StringProtocol {
  /// Without white space at both ends.
  var trimmingSpaces: String {
    var rest = unicodeScalars[...]
    while let first = rest.first, first.properties.isWhitespace { rest.removeFirst() }
    while let last = rest.last, last.properties.isWhitespace { rest.removeLast() }
    var text = ""
    text.unicodeScalars.append(contentsOf: rest)
    return text
  }

  /// The UTF-8 bytes, A to Z in lower case.
  var foldedBytes: [UInt8] {
    utf8.map { $0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "Z") ? $0 + 32 : $0 }
  }
}

extension [UInt8] {
  /// Whether `needle` occurs.
  ///
  /// - Complexity: O(count × needle), near O(count) for text.
  func holds(_ needle: [UInt8]) -> Bool {
    guard let first = needle.first else { return true }
    guard count >= needle.count else { return false }
    for start in 0...(count - needle.count) where self[start] == first {
      if self[start..<(start + needle.count)].elementsEqual(needle) { return true }
    }
    return false
  }
}
