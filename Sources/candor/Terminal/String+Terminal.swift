extension String {
  /// The text with U+FFFD for every character that a terminal would obey, or that would turn text
  /// around. Line ends, tabs and the marks of bold text stay.
  var escapedForTerminal: String {
    var escaped = String.UnicodeScalarView()
    var rest = unicodeScalars[...]
    while let scalar = rest.first {
      if let mark = Terminal.boldMarks.first(where: { rest.starts(with: $0.unicodeScalars) }) {
        escaped += mark.unicodeScalars
        rest.removeFirst(mark.unicodeScalars.count)
        continue
      }
      let isObeyed =
        scalar.properties.generalCategory == .control && scalar != "\n" && scalar != "\t"
        || scalar.properties.isBidiControl
      escaped.append(isObeyed ? "\u{FFFD}" : scalar)
      rest.removeFirst()
    }
    return String(escaped)
  }
}
