/// A normal form of Unicode (UAX #15), of the pinned tables.
enum UnicodeForm: String, Sendable {
  case canonicalComposition = "NFC"
  case canonicalDecomposition = "NFD"
  case compatibilityComposition = "NFKC"
  case compatibilityDecomposition = "NFKD"

  private var isCompatible: Bool {
    self == .compatibilityComposition || self == .compatibilityDecomposition
  }

  private var composes: Bool {
    self == .canonicalComposition || self == .compatibilityComposition
  }

  /// Brings `text` into this form. Bytes that are no UTF-8 stay, and separate what is around them.
  ///
  /// - Complexity: O(n), but O(m log m) in the length m of a run of combining marks.
  func apply(to text: inout [UInt8]) {
    let tables = Tables.pinned
    let steady = composes && !isCompatible ? tables.leastUnsteady : 0x80
    // The fast way out: nothing below this code point changes or combines.
    guard !isSteady(text, below: steady) else { return }
    var characters: [Int] = []
    characters.reserveCapacity(text.count)
    for codePoint in scalars(of: text) { decompose(codePoint, tables, into: &characters) }
    order(&characters, tables)
    if composes { compose(&characters, tables) }
    text = utf8(of: characters)
  }

  /// Whether every character is below `bound`, which is at most U+0800.
  private func isSteady(_ text: [UInt8], below bound: Int) -> Bool {
    let lead = UInt8(bound < 0x800 ? 0xC0 | bound >> 6 : 0xE0)
    return bound <= 0x80 ? text.allSatisfy { $0 < 0x80 } : text.allSatisfy { $0 < lead }
  }

  private func decompose(_ codePoint: Int, _ tables: Tables, into characters: inout [Int]) {
    if codePoint < 0x80 || codePoint >= ScalarSet.malformedByte {
      characters.append(codePoint)
    } else if Hangul.syllables.contains(codePoint) {
      characters.append(contentsOf: Hangul.decomposition(of: codePoint))
    } else if let parts = tables.canonical[codePoint]
      ?? (isCompatible ? tables.compatibility[codePoint] : nil)
    {
      for part in parts { decompose(part, tables, into: &characters) }
    } else {
      characters.append(codePoint)
    }
  }

  /// Sorts each run of combining marks by class, keeping the order of equals.
  private func order(_ characters: inout [Int], _ tables: Tables) {
    var index = 0
    while index < characters.count {
      guard tables.combiningClass(of: characters[index]) != 0 else {
        index += 1
        continue
      }
      let start = index
      while index < characters.count, tables.combiningClass(of: characters[index]) != 0 {
        index += 1
      }
      guard index - start > 1 else { continue }
      let sorted = characters[start..<index].enumerated()
        .map { (tables.combiningClass(of: $0.element), $0.offset, $0.element) }
        .sorted { ($0.0, $0.1) < ($1.0, $1.1) }
      for (offset, mark) in sorted.enumerated() { characters[start + offset] = mark.2 }
    }
  }

  private func compose(_ characters: inout [Int], _ tables: Tables) {
    var result: [Int] = []
    result.reserveCapacity(characters.count)
    var starter: Int?
    var lastClass = 0
    for character in characters {
      let ownClass = tables.combiningClass(of: character)
      if let place = starter, lastClass < ownClass || lastClass == 0 && place == result.count - 1,
        let joined = tables.composition(of: result[place], character)
      {
        result[place] = joined
        continue
      }
      if ownClass == 0 { starter = result.count }
      lastClass = ownClass
      result.append(character)
    }
    characters = result
  }
}

extension UnicodeForm {
  /// The mappings, expanded at first use.
  fileprivate struct Tables: Sendable {
    static let pinned = Tables()

    let canonical = CompactNumbers.mapping(UnicodeMappings.canonical)
    let compatibility = CompactNumbers.mapping(UnicodeMappings.compatibility)
    /// NFC changes nothing below this code point, and nothing below combines: U+0300.
    let leastUnsteady = 0x300
    private let classes: [Int: Int]
    private let compositions: [TokenPair: Int]

    private init() {
      classes = CompactNumbers.mapping(UnicodeMappings.combiningClasses).compactMapValues(\.first)
      let excluded = ScalarSet(runs: UnicodeMappings.excluded)
      var compositions: [TokenPair: Int] = [:]
      for (codePoint, parts) in canonical where parts.count == 2 && !excluded.contains(codePoint) {
        compositions[TokenPair(Int32(parts[0]), Int32(parts[1]))] = codePoint
      }
      self.compositions = compositions
    }

    func combiningClass(of codePoint: Int) -> Int {
      codePoint < 0x300 ? 0 : classes[codePoint] ?? 0
    }

    func composition(of first: Int, _ second: Int) -> Int? {
      second < 0x300
        ? nil
        : Hangul.composition(of: first, second)
          ?? compositions[TokenPair(Int32(first), Int32(second))]
    }
  }
}

/// The syllables of Korean, whose decomposition is arithmetic (The Unicode Standard, section 3.12).
private enum Hangul {
  static let syllables = 0xAC00..<0xD7A4
  private static let (leading, vowel, trailing) = (0x1100, 0x1161, 0x11A7)
  private static let (vowels, trails) = (21, 28)

  static func decomposition(of syllable: Int) -> [Int] {
    let index = syllable - syllables.lowerBound
    let parts = [leading + index / (vowels * trails), vowel + index / trails % vowels]
    return index % trails == 0 ? parts : parts + [trailing + index % trails]
  }

  static func composition(of first: Int, _ second: Int) -> Int? {
    if leading..<leading + 19 ~= first, vowel..<vowel + vowels ~= second {
      return syllables.lowerBound + ((first - leading) * vowels + second - vowel) * trails
    }
    if syllables.contains(first), (first - syllables.lowerBound) % trails == 0,
      trailing + 1..<trailing + trails ~= second
    {
      return first + second - trailing
    }
    return nil
  }
}
