/// A name with its value, as configuration files of all kinds write it: `name: 1`, `"name": 1`,
/// `name = 1`, `--name 1`, `--name=1`.
///
/// Files are read as lines and not by their grammars: a report needs the line to cite, and a file
/// with one mistake still says the rest.
struct Assignment: Equatable {
  let name: String
  let value: String

  /// The name in lower case without `_` and `-`, so that `learning_rate`, `learning-rate` and
  /// `learningRate` are one; of a dotted name the last part.
  var key: String {
    let last = name.split(separator: ".").last ?? ""
    return last.lowercased().filter { $0 != "_" && $0 != "-" }
  }

  /// The assignments on one line.
  static func scan(_ line: Substring) -> [Assignment] {
    let words = line.trimmingSpaces
    if words.isEmpty || words.hasPrefix("#") || words.hasPrefix("//") || words.utf8.count > 4096 {
      return []
    }
    if words.contains("--") { return options(words) }
    let item = words.hasPrefix("- ") ? words.dropFirst(2) : words[...]
    guard let sign = item.firstIndex(where: { $0 == ":" || $0 == "=" }) else { return [] }
    var name = item[..<sign].trimmingSpaces
    var value = item[item.index(after: sign)...].trimmingSpaces
    // `seed: int = 1234` is Python's way to give a default.
    if let equal = value.firstIndex(of: "="), !value.contains("\"") {
      value = value[value.index(after: equal)...].trimmingSpaces
    }
    name = bare(name)
    guard !name.isEmpty, name.utf8.count <= 80,
      name.allSatisfy({ $0.isLetter || $0.isNumber || "_-.".contains($0) })
    else { return [] }
    return [Assignment(name: name, value: bare(value))]
  }

  private static func options(_ line: String) -> [Assignment] {
    var found: [Assignment] = []
    let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
    for (index, word) in words.enumerated() where word.hasPrefix("--") {
      let parts = word.dropFirst(2).split(separator: "=", maxSplits: 1)
      guard let name = parts.first else { continue }
      let following = words.indices.contains(index + 1) ? words[index + 1] : ""
      let value = parts.count == 2 ? parts[1] : following.hasPrefix("-") ? "" : following
      found.append(Assignment(name: String(name), value: bare(String(value))))
    }
    return found
  }

  private static func bare(_ text: String) -> String {
    let comment = text.range(ofComment: " #") ?? text.endIndex
    return text[..<comment].trimmingSpaces.filter {
      $0 != "\"" && $0 != "'" && $0 != "," && $0 != "\\"
    }
    .trimmingSpaces
  }
}

extension String {
  /// Where a comment begins that is opened by two characters.
  fileprivate func range(ofComment mark: String) -> Index? {
    indices.first { self[$0...].hasPrefix(mark) }
  }
}
