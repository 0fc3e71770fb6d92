import CandorCore

/// The tokens of a model: their bytes by id, and the ids of those that text may become.
struct Vocabulary: Sendable {
  /// At most this many ids; larger vocabularies are files gone wrong.
  static let limit = 1 << 21

  /// How a token's bytes come to be.
  enum Kind: Sendable {
    /// Text can become it.
    case ordinary
    /// Only its name, met as an added token, becomes it; no model and no merge finds it.
    case hidden
  }

  /// The number of a word is its id.
  private var table = WordTable()
  private var kinds: [Kind] = []

  /// No tokens, and room for so many with so many bytes in all.
  init(capacity: Int, bytes: Int) {
    table.reserveCapacity(words: capacity, bytes: bytes)
    kinds.reserveCapacity(capacity)
  }

  /// - Throws: as `append`.
  init(_ tokens: [(bytes: [UInt8], kind: Kind)]) throws {
    self.init(capacity: tokens.count, bytes: tokens.reduce(0) { $0 + $1.bytes.count })
    for token in tokens { try append(token.bytes.span, token.kind) }
  }

  /// Adds the token with the next id.
  ///
  /// - Throws: `malformed` for two ordinary tokens of the same bytes.
  mutating func append(_ bytes: Span<UInt8>, _ kind: Kind) throws {
    let id = count
    switch kind {
    case .hidden: table.appendHidden(bytes)
    case .ordinary:
      let number = table.insert(0..<bytes.count, of: bytes)
      guard number == id else {
        throw CandorError(.malformed, "tokens \(number) and \(id) are the same")
      }
    }
    kinds.append(kind)
  }

  var count: Int { table.count }

  /// The ordinary token that is `text[range]`.
  @inline(__always)
  func token(_ range: Range<Int>, of text: Span<UInt8>) -> Int32? {
    table.number(of: range, in: text).map { Int32(truncatingIfNeeded: $0) }
  }

  func token(_ bytes: [UInt8]) -> Int32? { token(0..<bytes.count, of: bytes.span) }

  /// What a token is in the text that the model sees; for a hidden token, its name.
  func bytes(of id: Int32) -> [UInt8] { Array(table.storage[table.range(of: Int(id))]) }

  /// Appends what a token is in the text that the model sees.
  func append(_ id: Int32, to text: inout [UInt8]) {
    let storage = table.storage
    text.append(contentsOf: storage[table.range(of: Int(id))])
  }

  /// Calls `body` for each ordinary token.
  func forEachOrdinary(_ body: (_ id: Int32, _ bytes: ArraySlice<UInt8>) -> Void) {
    let storage = table.storage
    for (id, kind) in kinds.enumerated() where kind == .ordinary {
      body(Int32(id), storage[table.range(of: id)])
    }
  }
}
