extension String {
  /// The text within a page, in an element or in an attribute.
  var escapedForHTML: String {
    map { character in
      switch character {
      case "<": "&lt;"
      case ">": "&gt;"
      case "&": "&amp;"
      case "\"": "&quot;"
      case "'": "&#39;"
      default: String(character)
      }
    }.joined()
  }

  /// A sentence within a page, in which literals stand in backticks.
  var sentenceForHTML: String {
    let parts = split(separator: "`", omittingEmptySubsequences: false).map {
      String($0).escapedForHTML
    }
    // A backtick without a second one is a character like others.
    guard !parts.count.isMultiple(of: 2) else { return escapedForHTML }
    return parts.indices.map { $0.isMultiple(of: 2) ? parts[$0] : "<code>\(parts[$0])</code>" }
      .joined()
  }
}
