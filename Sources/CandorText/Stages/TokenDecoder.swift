import CandorCore

/// What tokens write: the stage `decoder` of a `tokenizer.json`.
///
/// Each token's bytes follow from the token alone and from whether it is the first; so text can be
/// written token by token. Bytes are kept as they are: what is no UTF-8 becomes U+FFFD where the
/// text is shown, not here.
struct TokenDecoder: Sendable {
  enum Step: Sendable {
    /// A token like `<0x0A>` is a byte.
    case bytes
    case replace(PatternScanner, by: [UInt8])
    /// `mark` is a space, but nothing in the first token if `dropsFirst`.
    case metaspace(mark: PatternScanner, dropsFirst: Bool)
    /// A space before each token but the first and those that begin with the prefix.
    case wordPiece(prefix: [UInt8])
  }

  private(set) var steps: [Step] = []
  /// How often `strippedMark` is taken from the beginning of a text, at most.
  private(set) var mostStripped = 0
  private var strippedMark: [UInt8] = []
  /// Whether tokens are written in `ByteAlphabet`.
  private(set) var isByteLevel = false

  init() {}

  /// - Throws: `unsupported` for a kind that is not known, or that must see the whole text.
  init(_ stage: StageSettings) throws {
    var joins = false
    try append(stage, joins: &joins)
  }

  private mutating func append(_ stage: StageSettings, joins: inout Bool) throws {
    switch try stage.type {
    case "Sequence":
      for step in try stage.stages("decoders") { try append(step, joins: &joins) }
    case "Fuse": joins = true
    case "ByteLevel": isByteLevel = true
    case "Strip" where joins && mostStripped == 0:
      guard try stage.integer("stop", range: 0...1 << 20) == 0 else {
        throw stage.unsupported("a decoder that strips the end")
      }
      strippedMark = try stage.bytes("content")
      mostStripped = strippedMark.isEmpty ? 0 : try stage.integer("start", range: 0...1 << 20)
    case let type where joins || isByteLevel: throw stage.unsupported("the decoder `\(type)` here")
    case "ByteFallback": steps.append(.bytes)
    case "Replace":
      steps.append(.replace(try stage.pattern("pattern"), by: try stage.bytes("content")))
    case "Metaspace":
      let mark = try stage.string("replacement")
      steps.append(
        .metaspace(
          mark: try PatternScanner(.literal(mark), source: mark),
          dropsFirst: try stage.string("prepend_scheme") != "never"))
    case "WordPiece" where try !stage.flag("cleanup"):
      steps.append(.wordPiece(prefix: try stage.bytes("prefix")))
    case let type: throw stage.unsupported("the decoder `\(type)`")
    }
  }

  /// How many bytes replacements may make of one, at most.
  var growth: Double {
    steps.reduce(1) { growth, step in
      if case .replace(_, let content) = step {
        growth * max(1, Double(content.count))
      } else {
        growth
      }
    }
  }

  /// What a text has had so far.
  struct State: Sendable {
    fileprivate var isFirst: Bool
    fileprivate var stripped: Int

    /// - Parameter isWithinText: whether the tokens go on with a text, so that none is its first.
    init(isWithinText: Bool = false) {
      isFirst = !isWithinText
      stripped = isWithinText ? .max : 0
    }
  }

  /// Appends what `token` writes.
  func append(_ token: [UInt8], to text: inout [UInt8], _ state: inout State) {
    var token = token
    for step in steps { apply(step, to: &token, isFirst: state.isFirst) }
    state.isFirst = false
    while state.stripped < mostStripped, !token.isEmpty {
      if token.starts(with: strippedMark) {
        token.removeFirst(strippedMark.count)
        state.stripped += 1
      } else {
        state.stripped = mostStripped
      }
    }
    text.append(contentsOf: token)
  }

  private func apply(_ step: Step, to token: inout [UInt8], isFirst: Bool) {
    switch step {
    case .bytes: if let byte = ByteToken.byte(named: token) { token = [byte] }
    case .replace(let scanner, let content): token = scanner.replacing(in: token, by: content)
    case .metaspace(let mark, let dropsFirst):
      token = mark.replacing(in: token, by: isFirst && dropsFirst ? [] : [0x20])
    case .wordPiece(let prefix):
      if isFirst { return }
      if token.starts(with: prefix) {
        token.removeFirst(prefix.count)
      } else {
        token.insert(0x20, at: 0)
      }
    }
  }
}
