import CandorCore
import CandorTensors

/// One sequence that a decoder reads token by token, with the keys and values of what it has read.
///
/// The logits of a position are the same bits however the tokens before it were cut into calls and
/// chunks, and whichever other sequences were read with it (numerics 3).
public final class DecoderSession {
  public let decoder: Decoder
  public let weights: PackedWeights
  /// What has been read.
  public private(set) var tokens: [Int32] = []
  /// The most tokens this session can hold.
  public let capacity: Int
  private let cache: KeyValueCache
  private let workspace: DecoderWorkspace
  /// Of the last token read.
  private var logits: Buffer<Float>

  /// - Parameters:
  ///   - capacity: the most tokens the session will hold; the model's context length by default.
  ///     Memory for keys and values is taken as they come.
  ///   - chunk: how many tokens go through the layers at once.
  ///   - keepsStreams: whether `read(_:throughLayers:)` is wanted.
  /// - Throws: `limitExceeded` for more than the model's context length.
  public init(
    _ decoder: Decoder, weights: PackedWeights, capacity: Int? = nil, chunk: Int = 128,
    keepsStreams: Bool = false
  ) throws {
    let configuration = decoder.configuration
    let capacity = capacity ?? configuration.contextLength
    guard (1...configuration.contextLength).contains(capacity) else {
      throw Self.contextExceeded(capacity, limit: configuration.contextLength)
    }
    self.decoder = decoder
    self.weights = weights
    self.capacity = capacity
    cache = KeyValueCache(configuration, capacity: capacity)
    workspace = DecoderWorkspace(
      configuration, rows: max(1, min(chunk, capacity)), keeping: keepsStreams ? .streams : .result)
    logits = Buffer(count: configuration.vocabularySize, repeating: 0)
  }

  /// Reads on; the logits of the last token are kept.
  ///
  /// - Throws: `limitExceeded`, before anything is read, when the session cannot hold so many;
  ///   `malformed` for an id outside the vocabulary; `nonFinite`; `unavailable` without the memory;
  ///   `interrupted` between chunks.
  public func read(_ tokens: [Int32]) throws {
    try forEachChunk(of: tokens) { rows, isLast in
      guard isLast else { return }
      try computeLogits(first: rows - 1)
    }
  }

  /// Reads on and lends the logits of every token to `body`, in order.
  ///
  /// - Throws: as `read(_:)`, and what `body` throws.
  public func read(_ tokens: [Int32], everyRow body: (Span<Float>) throws -> Void) throws {
    try forEachChunk(of: tokens) { rows, _ in
      for row in 0..<rows {
        try computeLogits(first: row)
        try withLogits(body)
      }
    }
  }

  /// Reads on and lends, for every layer and token, the logits as if that layer were the last: the
  /// logit lens (nostalgebraist, 2020). Those of the last layer are the model's own.
  ///
  /// - Precondition: the session keeps streams.
  /// - Throws: as `read(_:)`, and what `body` throws.
  public func read(
    _ tokens: [Int32],
    throughLayers body: (_ layer: Int, _ position: Int, Span<Float>) throws -> Void
  ) throws {
    precondition(workspace.keeping != .result)
    try forEachChunk(of: tokens) { rows, _ in
      let first = self.tokens.count - rows
      for layer in 0..<decoder.configuration.layers {
        decoder.normResult(
          ofLayers: layer + 1, rows: rows, weights: weights, workspace: workspace)
        for row in 0..<rows {
          try computeLogits(first: row)
          try withLogits { try body(layer, first + row, $0) }
        }
      }
    }
  }

  /// Lends the logits of the last token read.
  public func withLogits<Result>(_ body: (Span<Float>) throws -> Result) rethrows -> Result {
    try lend(logits, to: body)
  }

  /// Forgets the tokens from `count` on, and their keys and values.
  public func rewind(to count: Int) {
    precondition((0...tokens.count).contains(count))
    tokens.removeLast(tokens.count - count)
  }

  private func forEachChunk(
    of tokens: [Int32], _ body: (_ rows: Int, _ isLast: Bool) throws -> Void
  ) throws {
    try prepare(tokens)
    for start in stride(from: 0, to: tokens.count, by: workspace.rows) {
      let chunk = Array(tokens[start..<min(start + workspace.rows, tokens.count)])
      try Self.advance([(self, chunk)], workspace)
      try body(chunk.count, start + chunk.count == tokens.count)
    }
  }

  /// Reads on in several sessions of the same model at once, which is faster than one after another;
  /// the logits of each session's last token are kept.
  ///
  /// - Throws: as `read(_:)`, before anything is read where a session cannot hold its tokens.
  public static func readTogether(
    _ parts: [(session: DecoderSession, tokens: [Int32])]
  ) throws {
    for part in parts { try part.session.prepare(part.tokens) }
    guard let first = parts.first?.session else { return }
    precondition(parts.allSatisfy { $0.session.weights === first.weights })
    var rest = parts.filter { !$0.tokens.isEmpty }
    while !rest.isEmpty {
      var room = first.workspace.rows
      var batch: [(session: DecoderSession, tokens: [Int32])] = []
      while room > 0, let part = rest.first {
        let chunk = Array(part.tokens.prefix(room))
        batch.append((part.session, chunk))
        room -= chunk.count
        if chunk.count < part.tokens.count {
          rest[0].tokens.removeFirst(chunk.count)
        } else {
          rest.removeFirst()
        }
      }
      try advance(batch, first.workspace)
      var end = 0
      for part in batch {
        end += part.tokens.count
        try part.session.computeLogits(first: end - 1, first.workspace)
      }
    }
  }

  /// One forward pass.
  private static func advance(
    _ parts: [(session: DecoderSession, tokens: [Int32])], _ workspace: DecoderWorkspace
  ) throws {
    try Interruption.check()
    guard let session = parts.first?.session else { return }
    session.decoder.forward(
      DecoderBatch(continuing: parts.map { ($0.tokens, $0.session.tokens.count) }),
      weights: session.weights, caches: parts.map(\.session.cache), workspace: workspace)
    for part in parts { part.session.tokens += part.tokens }
  }

  /// Checks what is to be read and makes room for it.
  private func prepare(_ tokens: [Int32]) throws {
    try check(tokens)
    try cache.reserve(self.tokens.count + tokens.count)
  }

  private func check(_ tokens: [Int32]) throws {
    guard tokens.count <= capacity - self.tokens.count else {
      throw Self.contextExceeded(self.tokens.count + tokens.count, limit: capacity)
    }
    let vocabulary = decoder.configuration.vocabularySize
    if let stranger = tokens.first(where: { !(0..<vocabulary).contains(Int($0)) }) {
      throw CandorError(.malformed, "token \(stranger) is not in the vocabulary of \(vocabulary)")
    }
  }

  private func computeLogits(first row: Int, _ workspace: DecoderWorkspace? = nil) throws {
    decoder.logits(
      first: row, rows: 1, weights: weights, workspace: workspace ?? self.workspace, into: &logits)
    guard !lend(logits, to: { logits in logits.indices.contains { !logits[$0].isFinite } }) else {
      let tensor = weights.nonFiniteTensor
      throw CandorError(
        .nonFinite, tensor == nil ? "a logit is not finite" : "a parameter is not finite",
        at: .init(field: tensor))
    }
  }

  // A span is taken of a parameter, not of a property of a class, whose span escapes (Swift 6.3.1).
  private func lend<Result>(
    _ numbers: borrowing Buffer<Float>, to body: (Span<Float>) throws -> Result
  ) rethrows -> Result {
    try body(numbers.span)
  }

  private static func contextExceeded(_ count: Int, limit: Int) -> CandorError {
    CandorError(
      .limitExceeded, "\(count) tokens do not fit a context of \(limit)",
      hint: "shorten the prompt")
  }
}
