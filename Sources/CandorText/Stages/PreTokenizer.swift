import CandorCore

/// Cuts text into the pieces that the model works on, so that no token crosses a cut: the stage
/// `pre_tokenizer` of a `tokenizer.json`.
indirect enum PreTokenizer: Sendable {
  case split(Splitter)
  /// Puts a space before each piece that has none.
  case prefixSpace
  /// Writes `mark` for each space, puts one before a piece that has none, and cuts before each.
  case metaspace(mark: [UInt8], prepends: PrependScheme, splitter: Splitter?)
  case sequence([PreTokenizer])

  enum PrependScheme: String, Sendable {
    case always, first, never
  }

  /// GPT-2's pattern: contractions, then words, numbers and other runs, each with the one space
  /// before it, then white space.
  static let wordPattern =
    #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#

  static let none = PreTokenizer.sequence([])

  /// The step `ByteLevel` changes how tokens are written, too; see `Tokenizer.isByteLevel`.
  ///
  /// - Throws: `unsupported` for a kind that is not known, `malformed` for its settings.
  init(_ stage: StageSettings) throws {
    func splitter(_ pattern: Pattern, _ behavior: Splitter.Behavior) throws -> PreTokenizer {
      .split(
        Splitter(scanner: try PatternScanner(pattern, source: try stage.type), behavior: behavior))
    }
    switch try stage.type {
    case "Sequence": self = .sequence(try stage.stages("pretokenizers").map(PreTokenizer.init))
    case "Split":
      self = .split(
        Splitter(
          scanner: try stage.pattern("pattern"), behavior: try stage.behavior,
          isInverted: try stage.flag("invert", default: false)))
    case "ByteLevel":
      let pattern = try PatternScanner(Self.wordPattern)
      self = .sequence(
        (try stage.flag("add_prefix_space") ? [.prefixSpace] : [])
          + (try stage.flag("use_regex", default: true)
            ? [.split(Splitter(scanner: pattern, behavior: .isolated))] : []))
    case "Digits":
      self = try splitter(
        .set(UnicodeProperty.numeric), stage.flag("individual_digits") ? .isolated : .contiguous)
    case "Punctuation": self = try splitter(.set(UnicodeProperty.punctuation), stage.behavior)
    case "WhitespaceSplit": self = try splitter(.set(UnicodeProperty.whitespace), .removed)
    case "Whitespace":
      let solid = UnicodeProperty.addedTokenWord.union(UnicodeProperty.whitespace).complement
      func run(_ set: ScalarSet) -> Pattern {
        .repetition(.set(set), from: 1, to: Pattern.unbounded, isLazy: false)
      }
      let pattern = Pattern.choice([run(UnicodeProperty.addedTokenWord), run(solid)])
      self = .split(
        Splitter(
          scanner: try PatternScanner(pattern, source: "Whitespace"), behavior: .removed,
          isInverted: true))
    case "Metaspace": self = try Self.metaspace(stage)
    case let other: throw stage.unsupported("the pre-tokenizer `\(other)`")
    }
  }

  private static func metaspace(_ stage: StageSettings) throws -> PreTokenizer {
    guard let scheme = PrependScheme(rawValue: try stage.string("prepend_scheme")) else {
      throw stage.unsupported("the prepend scheme `\(try stage.string("prepend_scheme"))`")
    }
    let mark = try stage.string("replacement")
    guard mark.unicodeScalars.count == 1 else { throw stage.unsupported("the mark `\(mark)`") }
    let scanner = try PatternScanner(.literal(mark), source: mark)
    return .metaspace(
      mark: Array(mark.utf8), prepends: scheme,
      splitter: try stage.flag("split", default: true)
        ? Splitter(scanner: scanner, behavior: .mergedWithNext) : nil)
  }

  /// - Complexity: O(n).
  func apply(to pieces: inout Pieces) {
    switch self {
    case .split(let splitter): splitter.apply(to: &pieces)
    case .prefixSpace: pieces.prepend([0x20]) { text, start, _ in text[start] != 0x20 }
    case .metaspace(let mark, let scheme, let splitter):
      pieces.replaceSpaces(by: mark)
      pieces.prepend(mark) { text, start, isFirst in
        guard scheme == .always || scheme == .first && isFirst else { return false }
        return !text[start...].starts(with: mark)
      }
      splitter?.apply(to: &pieces)
    case .sequence(let steps): for step in steps { step.apply(to: &pieces) }
    }
  }
}

extension StageSettings {
  fileprivate var behavior: Splitter.Behavior {
    get throws {
      let name = try string("behavior")
      guard let behavior = Splitter.Behavior(rawValue: name) else {
        throw unsupported("the behavior `\(name)`")
      }
      return behavior
    }
  }
}

extension Pieces {
  fileprivate mutating func replaceSpaces(by mark: [UInt8]) {
    var (result, newEnds, start) = ([UInt8](), [Int](), 0)
    for end in ends {
      for byte in text[start..<end] {
        if byte == 0x20 { result.append(contentsOf: mark) } else { result.append(byte) }
      }
      newEnds.append(result.count)
      start = end
    }
    text = result
    ends = newEnds
  }
}
