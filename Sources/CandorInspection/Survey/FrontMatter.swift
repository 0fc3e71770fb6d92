/// The metadata at the head of a model or dataset card: top-level keys with their words and lines.
///
/// Cards by strangers hold tabs, duplicate keys and half-quoted words, on which a strict reader would
/// see nothing of what is plainly said. So this reads lines: `key: word`, `key: [a, b]`, `- word`
/// below a key, and text below `key: |`. Deeper structure is passed over.
///
/// Source: the cards of the Hugging Face Hub (docs/hub/model-cards)
struct FrontMatter {
  struct Entry {
    let key: String
    /// In order, each with the index of its line.
    var values: [(text: String, index: Int)]
    /// The index of the key's line.
    let index: Int
  }

  let text: TextFile
  private(set) var entries: [Entry] = []
  /// The index of the first line after it; 0 where there is none.
  private(set) var end = 0

  init(_ text: TextFile) {
    self.text = text
    guard text.lines.first?.trimmingSpaces == "---",
      let close = text.lines.dropFirst().firstIndex(where: { $0.trimmingSpaces == "---" })
    else { return }
    end = close + 1
    for index in 1..<close { read(text.lines[index], index) }
  }

  /// The words of a key; empty where it is missing.
  subscript(key: String) -> [(text: String, index: Int)] {
    entries.first { $0.key == key }?.values ?? []
  }

  func entry(_ key: String) -> Entry? { entries.first { $0.key == key } }

  private mutating func read(_ line: Substring, _ index: Int) {
    let words = line.trimmingSpaces
    guard !words.isEmpty, !words.hasPrefix("#") else { return }
    if line.first?.isWhitespace != true, !words.hasPrefix("-"),
      let colon = words.firstIndex(of: ":")
    {
      let rest = words[words.index(after: colon)...].trimmingSpaces
      var entry = Entry(key: Self.bare(words[..<colon]), values: [], index: index)
      if rest.hasPrefix("["), rest.hasSuffix("]") {
        entry.values = rest.dropFirst().dropLast().split(separator: ",").map {
          (Self.bare($0), index)
        }
      } else if !["", "|", ">", "|-", ">-"].contains(rest) {
        entry.values = [(Self.bare(rest[...]), index)]
      }
      entries.append(entry)
    } else if !entries.isEmpty {
      let item = words.hasPrefix("- ") ? words.dropFirst(2) : words[...]
      entries[entries.count - 1].values.append((Self.bare(item), index))
    }
  }

  private static func bare(_ word: Substring) -> String {
    let word = word.trimmingSpaces
    for quote in ["\"", "'"] where word.count >= 2 && word.hasPrefix(quote) && word.hasSuffix(quote)
    {
      return String(word.dropFirst().dropLast())
    }
    return word
  }
}
