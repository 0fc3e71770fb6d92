import Synchronization

/// Encodes what lies between the added tokens of a text: normalises it, finds the added tokens that stand
/// in normalised text, cuts and hands the pieces to the model.
///
/// A class, for there may be as many stretches as lines; keeps the piece encoders that are not in use,
/// with what they remember.
final class StretchEncoder: Sendable {
  private let stages: TokenizerStages
  private let normalizedTokens: AddedTokenFinder
  private let model: TokenModel
  private let idle = Mutex<[PieceEncoder]>([])

  init(_ addedTokens: [AddedToken], _ stages: TokenizerStages, _ model: TokenModel) {
    self.stages = stages
    self.model = model
    normalizedTokens = AddedTokenFinder(addedTokens.filter(\.isNormalized)) { token in
      var name = Array(token.name.utf8)
      stages.normalizer?.apply(to: &name)
      return name
    }
  }

  /// Lends a piece encoder to `body`. Threads that call at once each have their own.
  func withPieceEncoder<Result>(_ body: (inout PieceEncoder) -> Result) -> Result {
    var encoder = idle.withLock { $0.popLast() } ?? PieceEncoder(model)
    let result = body(&encoder)
    idle.withLock { [encoder] in $0.append(encoder) }
    return result
  }

  /// - Parameter slice: a stretch of the whole text, by whose first index its place is known.
  func encode(
    _ slice: ArraySlice<UInt8>, _ special: SpecialTokenReading, by encoder: inout PieceEncoder,
    into ids: inout [Int32]
  ) {
    var text = Array(slice)
    stages.normalizer?.apply(to: &text)
    let beginsText =
      slice.startIndex == 0 && (stages.normalizer?.keepsBeginning(of: slice) ?? true)
    normalizedTokens.split(text.span, special.whole(slice.startIndex..<slice.endIndex)) { stretch in
      switch stretch {
      case .token(let id): ids.append(id)
      case .text(let range):
        var pieces = Pieces(
          range.count == text.count ? text : Array(text[range]),
          beginsText: beginsText && range.lowerBound == 0)
        stages.preTokenizer.apply(to: &pieces)
        encoder.encode(pieces, into: &ids)
      }
    }
  }
}
