import CandorCore

/// Reads the part of Oniguruma's language that splitting patterns are written in: alternatives,
/// groups, `(?i:…)`, repetitions, classes with ranges, properties, negation and `&&`, and one
/// character of lookahead. Whatever else there may be is refused by name.
struct PatternParser {
  private static let deepest = 50
  private static let mostRepetitions = 1000

  private let source: String
  private let characters: [Unicode.Scalar]
  private var position = 0
  private var depth = 0
  private var ignoresCase = false

  private init(_ source: String) {
    self.source = source
    characters = Array(source.unicodeScalars)
  }

  /// - Throws: `unsupported`, with the pattern and what in it is not understood.
  static func parse(_ source: String) throws -> Pattern {
    var parser = PatternParser(source)
    let pattern = try parser.choice()
    guard parser.position == parser.characters.count else { throw parser.refusal("`)`") }
    return pattern
  }

  private mutating func choice() throws -> Pattern {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.deepest else { throw refusal("nesting beyond \(Self.deepest)") }
    var alternatives = [try sequence()]
    while take("|") { alternatives.append(try sequence()) }
    return alternatives.count == 1 ? alternatives[0] : .choice(alternatives)
  }

  private mutating func sequence() throws -> Pattern {
    var parts: [Pattern] = []
    while let next = peek, next != "|", next != ")" {
      parts.append(try repetition(of: try item()))
    }
    return parts.count == 1 ? parts[0] : .sequence(parts)
  }

  private mutating func repetition(of part: Pattern) throws -> Pattern {
    let bounds: (Int, Int)
    if take("*") {
      bounds = (0, Pattern.unbounded)
    } else if take("+") {
      bounds = (1, Pattern.unbounded)
    } else if take("?") {
      bounds = (0, 1)
    } else if peek == "{" {
      bounds = try braces()
    } else {
      return part
    }
    let isLazy = take("?")
    if let next = peek, "*+?{".unicodeScalars.contains(next) {
      throw refusal("the possessive or double repetition before `\(rest)`")
    }
    return .repetition(part, from: bounds.0, to: bounds.1, isLazy: isLazy)
  }

  private mutating func braces() throws -> (Int, Int) {
    _ = take("{")
    guard let least = number() else { throw refusal("`{\(rest)`") }
    var most = least
    if take(",") { most = number() ?? Pattern.unbounded }
    guard take("}"), least <= most, least <= Self.mostRepetitions,
      most == Pattern.unbounded || most <= Self.mostRepetitions
    else { throw refusal("the repetition before `\(rest)`") }
    return (least, most)
  }

  private mutating func number() -> Int? {
    let start = position
    while let next = peek, ("0"..."9").contains(next), position - start < 6 { position += 1 }
    return Int(String(String.UnicodeScalarView(characters[start..<position])))
  }

  private mutating func item() throws -> Pattern {
    switch peek {
    case "(": return try group()
    case "[":
      position += 1
      return .set(try characterClass())
    case ".":
      position += 1
      return .set(ScalarSet("\n").complement)
    case "\\": return .set(folded(try escape()))
    case "^", "$", "*", "+", "?", "{", nil: throw refusal("`\(rest)`")
    case let character?:
      position += 1
      return .set(folded(ScalarSet(character)))
    }
  }

  private mutating func group() throws -> Pattern {
    _ = take("(")
    let outer = ignoresCase
    defer { ignoresCase = outer }
    guard take("?") else { return try closed(choice()) }
    if take(":") { return try closed(choice()) }
    if take("!") { return try lookahead { .next($0.complement, orEnd: true) } }
    if take("=") { return try lookahead { .next($0, orEnd: false) } }
    guard take("i"), take(":") else { throw refusal("the group `(?\(rest)`") }
    ignoresCase = true
    return try closed(choice())
  }

  private mutating func lookahead(_ make: (ScalarSet) -> Pattern) throws -> Pattern {
    guard case .set(let set) = try closed(choice()) else {
      throw refusal("lookahead by more than one character, before `\(rest)`")
    }
    return make(set)
  }

  private mutating func closed(_ pattern: Pattern) throws -> Pattern {
    guard take(")") else { throw refusal("a group without its `)`") }
    return pattern
  }

  /// What follows `[`, with the closing `]`.
  private mutating func characterClass() throws -> ScalarSet {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.deepest else { throw refusal("nesting beyond \(Self.deepest)") }
    let isNegated = take("^")
    var (set, earlier) = (ScalarSet.empty, ScalarSet?.none)
    var isFirst = true
    while let next = peek, next != "]" || isFirst {
      isFirst = false
      if next == "&", position + 1 < characters.count, characters[position + 1] == "&" {
        position += 2
        earlier = earlier.map { $0.intersection(set) } ?? set
        set = .empty
        continue
      }
      set = set.union(try classItem())
    }
    guard take("]") else { throw refusal("a class without its `]`") }
    set = folded(earlier.map { $0.intersection(set) } ?? set)
    return isNegated ? set.complement : set
  }

  private mutating func classItem() throws -> ScalarSet {
    if take("[") {
      if peek == ":" { throw refusal("`[\(rest)`") }
      return try characterClass()
    }
    let first = try classCharacter()
    guard peek == "-", position + 1 < characters.count, characters[position + 1] != "]",
      let low = first.onlyMember
    else { return first }
    position += 1
    guard let high = try classCharacter().onlyMember, low <= high else {
      throw refusal("a range before `\(rest)`")
    }
    return ScalarSet(low...high)
  }

  private mutating func classCharacter() throws -> ScalarSet {
    if peek == "\\" { return try escape() }
    defer { position += 1 }
    return ScalarSet(characters[position])
  }

  private mutating func escape() throws -> ScalarSet {
    _ = take("\\")
    guard let letter = peek else { throw refusal("`\\` at the end") }
    position += 1
    switch letter {
    case "s": return UnicodeProperty.whitespace
    case "S": return UnicodeProperty.whitespace.complement
    case "w": return UnicodeProperty.word
    case "W": return UnicodeProperty.word.complement
    case "d": return try property("Nd")
    case "D": return try property("Nd").complement
    case "n": return ScalarSet("\n")
    case "r": return ScalarSet("\r")
    case "t": return ScalarSet("\t")
    case "v": return ScalarSet("\u{B}")
    case "f": return ScalarSet("\u{C}")
    case "x": return try hexadecimal()
    case "p", "P":
      guard take("{") else { throw refusal("`\\\(letter)\(rest)`") }
      let isNegated = take("^")
      let start = position
      while let next = peek, next != "}" { position += 1 }
      let set = try property(String(String.UnicodeScalarView(characters[start..<position])))
      guard take("}") else { throw refusal("a property without its `}`") }
      return isNegated != (letter == "P") ? set.complement : set
    case "a"..."z", "A"..."Z", "0"..."9":
      throw refusal("`\\\(letter)`")
    default: return ScalarSet(letter)
    }
  }

  private mutating func hexadecimal() throws -> ScalarSet {
    let isBraced = take("{")
    let start = position
    while let next = peek, "0123456789abcdefABCDEF".unicodeScalars.contains(next),
      position - start < (isBraced ? 6 : 2)
    {
      position += 1
    }
    let digits = String(String.UnicodeScalarView(characters[start..<position]))
    guard let value = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(value),
      !isBraced || take("}")
    else { throw refusal("`\\x\(digits)`") }
    return ScalarSet(scalar)
  }

  private func property(_ name: String) throws -> ScalarSet {
    guard let set = UnicodeProperty.named(name) else { throw refusal("the property `\(name)`") }
    return set
  }

  /// With the other case of each ASCII letter, and the two signs that fold to one, within `(?i:…)`.
  private func folded(_ set: ScalarSet) -> ScalarSet {
    guard ignoresCase else { return set }
    var result = set
    for lower in 0x61...0x7A {
      var forms = [lower, lower - 32]
      if lower == 0x73 { forms.append(0x17F) }  // long s
      if lower == 0x6B { forms.append(0x212A) }  // the sign of kelvin
      guard forms.contains(where: set.contains) else { continue }
      for form in forms { result = result.union(ScalarSet(form...form)) }
    }
    return result
  }

  private var peek: Unicode.Scalar? {
    position < characters.count ? characters[position] : nil
  }

  private var rest: String {
    String(String.UnicodeScalarView(characters[position...].prefix(20)))
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard peek == character else { return false }
    position += 1
    return true
  }

  private func refusal(_ what: String) -> CandorError {
    CandorError(.unsupported, "the pattern `\(source)` has \(what), which cannot be read")
  }
}

extension ScalarSet {
  /// The one code point of the set; nil if there are more or none.
  fileprivate var onlyMember: Int? {
    flips.count == 2 && flips[1] == flips[0] + 1 ? flips[0] : nil
  }
}
