/// A `TokenModel` at work, remembering the pieces that it has met.
///
/// What it remembers changes its speed, never its ids.
struct PieceEncoder {
  private static let longestRemembered = 64
  private static let mostRemembered = 1 << 18

  private let model: TokenModel
  private var merger = BytePairMerger()
  private var pieces = WordTable()
  private var tokens: [Int32] = []
  /// Where the tokens of each remembered piece begin in `tokens`; and the end of the last.
  private var starts: [UInt32] = [0]

  init(_ model: TokenModel) {
    self.model = model
  }

  /// Appends the tokens of every piece to `ids`.
  mutating func encode(_ pieces: Pieces, into ids: inout [Int32]) {
    var pieces = pieces
    if case .bytePair(let model) = model { model.independentPieces?.apply(to: &pieces) }
    let text = pieces.text.span
    var start = 0
    for end in pieces.ends {
      encode(start..<end, of: text, into: &ids)
      start = end
    }
  }

  @inline(__always)
  private mutating func encode(
    _ piece: Range<Int>, of text: Span<UInt8>, into ids: inout [Int32]
  ) {
    guard piece.count <= Self.longestRemembered else {
      return encodeAnew(piece, of: text, into: &ids)
    }
    if let number = pieces.number(of: piece, in: text) {
      for index in Int(starts[number])..<Int(starts[number + 1]) { ids.append(tokens[index]) }
      return
    }
    let first = ids.count
    encodeAnew(piece, of: text, into: &ids)
    if pieces.count == Self.mostRemembered { forget() }
    _ = pieces.insert(piece, of: text)
    tokens.append(contentsOf: ids[first...])
    starts.append(UInt32(tokens.count))
  }

  private mutating func forget() {
    pieces = WordTable()
    tokens.removeAll(keepingCapacity: true)
    starts = [0]
  }

  private mutating func encodeAnew(
    _ piece: Range<Int>, of text: Span<UInt8>, into ids: inout [Int32]
  ) {
    switch model {
    case .bytePair(let model): merger.encode(piece, of: text, model, into: &ids)
    case .unigram(let model): model.encode(piece, of: text, into: &ids)
    case .word(let model): model.encode(piece, of: text, into: &ids)
    }
  }
}
