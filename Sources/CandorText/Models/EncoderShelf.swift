import Synchronization

/// The encoders of a tokenizer that are not in use, with what they remember.
final class EncoderShelf: Sendable {
  private let model: TokenModel
  private let encoders = Mutex<[PieceEncoder]>([])

  init(_ model: TokenModel) {
    self.model = model
  }

  /// Lends an encoder to `body`. Threads that call at once each have their own.
  func withEncoder<Result>(_ body: (inout PieceEncoder) -> Result) -> Result {
    var encoder = encoders.withLock { $0.popLast() } ?? PieceEncoder(model)
    let result = body(&encoder)
    encoders.withLock { [encoder] in $0.append(encoder) }
    return result
  }
}
