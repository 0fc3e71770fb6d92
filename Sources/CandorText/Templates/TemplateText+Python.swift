// The methods of Python's `str` that templates use, with Python's rules.
extension TemplateText {
  struct Sides: OptionSet {
    let rawValue: Int
    static let leading = Sides(rawValue: 1)
    static let trailing = Sides(rawValue: 2)
    static let both: Sides = [.leading, .trailing]
  }

  /// Without the characters of `set` at its sides; nil takes away white space.
  func stripped(_ sides: Sides = .both, of set: TemplateText? = nil) -> TemplateText {
    let unwanted = set.map { Set($0.characters) }
    func goes(_ character: TemplateCharacter) -> Bool {
      unwanted?.contains(character) ?? character.isSpace
    }
    var kept = characters[...]
    if sides.contains(.leading) { kept = kept.drop(while: goes) }
    if sides.contains(.trailing) {
      while let last = kept.last, goes(last) { kept.removeLast() }
    }
    return TemplateText(kept)
  }

  /// The parts between the places of `separator`, which is not empty.
  func split(by separator: TemplateText, limit: Int = .max) -> [TemplateText] {
    parts(between: ranges(of: separator, limit: limit))
  }

  /// As `split(by:)`, looking from the end.
  func splitFromEnd(by separator: TemplateText, limit: Int) -> [TemplateText] {
    let (turned, pattern) = (reversed, separator.reversed)
    let ranges = turned.ranges(of: pattern, limit: limit).reversed()
      .map { count - $0.upperBound..<count - $0.lowerBound }
    return parts(between: ranges)
  }

  /// The parts between runs of white space, which stand at neither side.
  func splitAtSpaces(limit: Int = .max) -> [TemplateText] {
    var (parts, rest) = ([TemplateText](), characters[...])
    while true {
      rest = rest.drop(while: \.isSpace)
      if rest.isEmpty { return parts }
      if parts.count == limit { return parts + [TemplateText(rest).stripped(.trailing)] }
      let word = rest.prefix { !$0.isSpace }
      parts.append(TemplateText(word))
      rest = rest.dropFirst(word.count)
    }
  }

  /// The lines, without their ends.
  var lines: [TemplateText] {
    var (lines, rest) = ([TemplateText](), characters[...])
    while !rest.isEmpty {
      let line = rest.prefix { !$0.endsLine }
      lines.append(TemplateText(line))
      rest = rest.dropFirst(line.count)
      let isPair = rest.starts(with: TemplateText("\r\n", isTrusted: true).characters)
      rest = rest.dropFirst(isPair ? 2 : 1)
    }
    return lines
  }

  /// With `replacement` in the place of each `pattern`; an empty one stands between all characters.
  func replacing(
    _ pattern: TemplateText, with replacement: TemplateText, limit: Int = .max
  ) -> TemplateText {
    let ranges =
      pattern.isEmpty
      ? (0...count).prefix(limit).map { $0..<$0 } : ranges(of: pattern, limit: limit)
    return replacement.joined(parts(between: ranges))
  }

  var reversed: TemplateText { TemplateText(characters.reversed()) }

  private func parts(between ranges: some Sequence<Range<Int>>) -> [TemplateText] {
    var (parts, start) = ([TemplateText](), 0)
    for range in ranges {
      parts.append(TemplateText(characters[start..<range.lowerBound]))
      start = range.upperBound
    }
    return parts + [TemplateText(characters[start...])]
  }
}

// Letters large and small, by the full mappings of Unicode, as in Python.
extension TemplateText {
  var uppercased: TemplateText { mapped { _, scalar in scalar.properties.uppercaseMapping } }

  var lowercased: TemplateText { mapped(lower) }

  /// Each letter after a letter small, all others large.
  var titled: TemplateText {
    mapped { index, scalar in
      let follows = index > 0 && characters[index - 1].scalar.properties.isCased
      return follows ? lower(index, scalar) : scalar.properties.titlecaseMapping
    }
  }

  var capitalised: TemplateText {
    mapped { $0 == 0 ? $1.properties.titlecaseMapping : lower($0, $1) }
  }

  /// Σ at the end of a word is ς.
  private func lower(_ index: Int, _ scalar: Unicode.Scalar) -> String {
    guard scalar == "Σ" else { return scalar.properties.lowercaseMapping }
    func isCased(_ neighbours: some Sequence<TemplateCharacter>) -> Bool {
      neighbours.first { !$0.scalar.properties.isCaseIgnorable }?.scalar.properties.isCased ?? false
    }
    let ends = isCased(characters[..<index].reversed()) && !isCased(characters[(index + 1)...])
    return ends ? "ς" : "σ"
  }

  private func mapped(_ map: (Int, Unicode.Scalar) -> String) -> TemplateText {
    var result = TemplateText()
    result.characters.reserveCapacity(count)
    for (index, character) in characters.enumerated() {
      for scalar in map(index, character.scalar).unicodeScalars {
        result.characters.append(TemplateCharacter(scalar, isTrusted: character.isTrusted))
      }
    }
    return result
  }

  /// Whether there is a letter with case and all of them are as `isWanted`.
  func hasCase(_ isWanted: (Unicode.Scalar.Properties) -> Bool) -> Bool {
    let cased = characters.lazy.map(\.scalar.properties)
      .filter { $0.isUppercase || $0.isLowercase || $0.generalCategory == .titlecaseLetter }
    return !cased.isEmpty && cased.allSatisfy(isWanted)
  }
}
