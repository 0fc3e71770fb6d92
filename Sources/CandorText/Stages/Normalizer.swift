import CandorCore

/// Rewrites text before it is cut: the stage `normalizer` of a `tokenizer.json`.
indirect enum Normalizer: Sendable {
  case unicode(UnicodeForm)
  case lowercase
  case strip(left: Bool, right: Bool)
  case prepend([UInt8])
  case replace(PatternScanner, by: [UInt8])
  case sequence([Normalizer])

  /// - Throws: `unsupported` for a kind that is not among the cases, `malformed` for its settings.
  init(_ stage: StageSettings) throws {
    switch try stage.type {
    case "NFC", "NFD", "NFKC", "NFKD":
      self = .unicode(UnicodeForm(rawValue: try stage.type) ?? .canonicalComposition)
    case "Lowercase": self = .lowercase
    case "Strip":
      self = .strip(left: try stage.flag("strip_left"), right: try stage.flag("strip_right"))
    case "Prepend": self = .prepend(try stage.bytes("prepend"))
    case "Replace": self = .replace(try stage.pattern("pattern"), by: try stage.bytes("content"))
    case "Sequence": self = .sequence(try stage.stages("normalizers").map(Normalizer.init))
    case let other: throw stage.unsupported("the normalizer `\(other)`")
    }
  }

  /// - Complexity: O(n).
  func apply(to text: inout [UInt8]) {
    switch self {
    case .unicode(let form): form.apply(to: &text)
    case .lowercase: text = LowercaseMapping.pinned.apply(to: text)
    case .strip(let left, let right): strip(&text, left: left, right: right)
    case .prepend(let prefix): if !text.isEmpty { text = prefix + text }
    case .replace(let scanner, let content): text = scanner.replacing(in: text, by: content)
    case .sequence(let steps): for step in steps { step.apply(to: &text) }
    }
  }

  /// How many bytes replacements may make of one, at most.
  var growth: Double {
    switch self {
    case .replace(_, let content): max(1, Double(content.count))
    case .sequence(let steps): steps.reduce(1) { $0 * $1.growth }
    case .unicode, .lowercase, .strip, .prepend: 1
    }
  }

  /// Whether the first character of `text` leaves anything behind.
  func keepsBeginning(of text: ArraySlice<UInt8>) -> Bool {
    guard !text.isEmpty else { return false }
    var first = Array(text.prefix(4))
    first.removeSubrange(characterLength(in: first.span, at: 0)...)
    apply(to: &first)
    return !first.isEmpty
  }

  private func strip(_ text: inout [UInt8], left: Bool, right: Bool) {
    let characters = scalars(of: text)
    guard let first = characters.firstIndex(where: isSolid),
      let last = characters.lastIndex(where: isSolid)
    else {
      if left || right { text = [] }
      return
    }
    text = utf8(of: Array(characters[(left ? first : 0)...(right ? last : characters.count - 1)]))
  }

  private func isSolid(_ codePoint: Int) -> Bool {
    !UnicodeProperty.whitespace.contains(codePoint)
  }
}

extension PatternScanner {
  /// `text` with each match, from left to right, replaced.
  func replacing(in text: [UInt8], by content: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(text.count + text.count / 2)
    let span = text.span
    var (position, kept) = (0, 0)
    while position < span.count {
      guard let end = endOfMatch(in: span, from: position, to: span.count) else {
        position += characterLength(in: span, at: position)
        continue
      }
      for index in kept..<position { result.append(span[index]) }
      for byte in content { result.append(byte) }
      (position, kept) = (end, end)
    }
    for index in kept..<span.count { result.append(span[index]) }
    return result
  }
}

/// The small letters of capital ones; `İ` becomes two characters.
private struct LowercaseMapping: Sendable {
  static let pinned = LowercaseMapping()

  private let images = CompactNumbers.mapping(UnicodeMappings.lowercase)

  func apply(to text: [UInt8]) -> [UInt8] {
    utf8(of: scalars(of: text).flatMap { images[$0] ?? [$0] })
  }
}
