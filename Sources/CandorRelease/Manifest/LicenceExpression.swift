import CandorCore

/// An SPDX licence expression, checked for its syntax (SPDX 2.3, annex D): identifiers joined by
/// `AND`, `OR`, `WITH` and parentheses.
///
/// Whether an identifier is on the SPDX list, and whether its terms are open, is not asked here.
public struct LicenceExpression: Hashable, Sendable, CustomStringConvertible {
  /// What an expression is made of; exceptions are left out.
  public indirect enum Term: Hashable, Sendable {
    case licence(String)
    case any([Term])
    case all([Term])
  }

  public let text: String
  public let term: Term
  /// The licence identifiers named in it, exceptions left out, in order of appearance.
  public let identifiers: [String]

  public var description: String { text }

  /// - Throws: `malformed` when the text is no expression.
  public init(_ text: String, at place: CandorError.Location? = nil) throws {
    var reader = Reader(words: Self.words(of: text))
    guard text.utf8.count <= 1024, let term = reader.readAlternatives(depth: 0),
      reader.words.isEmpty
    else {
      throw CandorError(
        .malformed, "`\(text.prefix(80))` is no SPDX licence expression",
        hint: "for example `Apache-2.0`, `MIT OR Apache-2.0`, `LicenseRef-our-terms`", at: place)
    }
    self.text = text
    self.term = term
    self.identifiers = reader.identifiers
  }

  private static func words(of text: String) -> ArraySlice<Substring> {
    var words: ArraySlice<Substring> = []
    for chunk in text.split(separator: " ") {
      var rest = chunk
      while let first = rest.first, first == "(" { words.append(rest.removing(first: 1)) }
      let body = rest.prefix { $0 != ")" }
      if !body.isEmpty { words.append(body) }
      rest = rest.dropFirst(body.count)
      // Whatever follows the first `)` must be more of them, or it is refused as a word.
      while let first = rest.first {
        words.append(first == ")" ? rest.prefix(1) : rest)
        rest = first == ")" ? rest.dropFirst() : ""
      }
    }
    return words
  }

  /// Recursive descent: alternatives (`OR`) of conjunctions (`AND`) of licences.
  private struct Reader {
    var words: ArraySlice<Substring>
    var identifiers: [String] = []

    mutating func readAlternatives(depth: Int) -> Term? {
      var terms: [Term] = []
      repeat {
        guard let term = readConjunction(depth: depth) else { return nil }
        terms.append(term)
      } while skip("OR")
      return terms.count == 1 ? terms[0] : .any(terms)
    }

    private mutating func readConjunction(depth: Int) -> Term? {
      var terms: [Term] = []
      repeat {
        guard let term = readLicence(depth: depth) else { return nil }
        terms.append(term)
      } while skip("AND")
      return terms.count == 1 ? terms[0] : .all(terms)
    }

    private mutating func readLicence(depth: Int) -> Term? {
      if skip("(") {
        guard depth < 16, let term = readAlternatives(depth: depth + 1), skip(")") else {
          return nil
        }
        return term
      }
      guard let word = words.popFirst(), Self.isIdentifier(word) else { return nil }
      identifiers.append(String(word))
      if skip("WITH") {
        guard let exception = words.popFirst(), Self.isIdentifier(exception) else { return nil }
      }
      return .licence(String(word))
    }

    private mutating func skip(_ word: Substring) -> Bool {
      guard words.first == word else { return false }
      words.removeFirst()
      return true
    }

    /// Letters, digits, `-` and `.`; `+` at the end; `DocumentRef-…:` in front of `LicenseRef-…`.
    private static func isIdentifier(_ word: Substring) -> Bool {
      guard !["AND", "OR", "WITH", "NONE", "NOASSERTION"].contains(word) else { return false }
      var body = word.utf8
      if body.last == UInt8(ascii: "+") { body = body.dropLast() }
      if let colon = body.firstIndex(of: UInt8(ascii: ":")) {
        guard word.hasPrefix("DocumentRef-"),
          word[word.index(after: colon)...].hasPrefix("LicenseRef-")
        else { return false }
        body = Substring(word.filter { $0 != ":" }).utf8
      }
      return !body.isEmpty
        && body.allSatisfy {
          switch $0 {
          case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"), UInt8(ascii: "."):
            true
          default: false
          }
        }
    }
  }
}

extension Substring {
  /// Cuts the first characters off and returns them.
  fileprivate mutating func removing(first count: Int) -> Substring {
    defer { self = dropFirst(count) }
    return prefix(count)
  }
}
