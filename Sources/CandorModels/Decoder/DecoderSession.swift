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
  /// Of some tokens, `row` being that of the last one read.
  private var logits: Buffer<Float>
  private var row = 0
  /// Tokens that were computed ahead: their keys and values stand behind those of `tokens`, and their
  /// logits behind `row`.
  private var foreseen: ArraySlice<Int32> = []

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
      try keep(row: 0)
    }
  }

  /// Reads one token, and computes ahead in the same forward pass what may follow it, as far as there
  /// is room. Reading those tokens next, one by one, then takes no pass; if others come, what was
  /// foreseen is forgotten. Either way the logits are those of `read(_:)`.
  ///
  /// - Parameter draft: is asked only if there is a pass.
  /// - Throws: as `read(_:)`.
  public func read(_ token: Int32, foreseeing draft: () -> [Int32]) throws {
    if foreseen.first == token {
      foreseen.removeFirst()
      tokens.append(token)
      return try keep(row: row + 1)
    }
    try check([token])
    let ahead = draft().prefix(min(workspace.rows, capacity - tokens.count) - 1)
    try prepare([token] + ahead)
    try Self.advance([(self, [token] + ahead)], workspace)
    tokens.removeLast(ahead.count)
    foreseen = ahead
    try computeLogits(first: 0, rows: 1 + ahead.count)
    try keep(row: 0)
  }

  /// Reads on and lends the logits of every token to `body`, in order.
  ///
  /// - Throws: as `read(_:)`, and what `body` throws.
  public func read(_ tokens: [Int32], everyRow body: (Span<Float>) throws -> Void) throws {
    try forEachChunk(of: tokens) { rows, _ in
      for first in stride(from: 0, to: rows, by: 16) {
        let count = min(16, rows - first)
        try computeLogits(first: first, rows: count)
        for row in 0..<count {
          try keep(row: row)
          try withLogits(body)
        }
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
          try keep(row: 0)
          try withLogits { try body(layer, first + row, $0) }
        }
      }
    }
  }

  /// Lends the logits of the last token read.
  public func withLogits<Result>(_ body: (Span<Float>) throws -> Result) rethrows -> Result {
    try lend(logits, to: body)
  }

  /// Forgets the tokens from `count` on, and their keys and values: new ones take their places. All of
  /// them go where a layer with a reach has let go of what comes before; the last 128 can always go
  /// alone.
  ///
  /// - Returns: how many are left.
  @discardableResult
  public func rewind(to count: Int) -> Int {
    precondition((0...tokens.count).contains(count))
    tokens.removeLast(tokens.count - cache.rewind(to: count))
    foreseen = []
    return tokens.count
  }

  /// Lends the keys or values of what was read.
  func withNumbers<Result>(
    of tensor: CachedTensor, _ body: (Span<Float>) throws -> Result
  ) rethrows -> Result {
    try cache.withNumbers(of: tensor, positions: tokens.count, body)
  }

  /// How many rows of some keys or values are kept: the last ones.
  func keptRows(of tensor: CachedTensor) -> Int {
    tokens.count - cache.layers[tensor.layer].start
  }

  /// Takes `tokens` for read. Of their keys and values there are the last `kept` rows, which `fill`
  /// knows.
  ///
  /// - Precondition: nothing has been read; what is kept suffices to go on.
  /// - Throws: `unavailable` without the memory; what `fill` throws.
  func restore(
    _ tokens: [Int32], kept: (CachedTensor) -> Int,
    _ fill: (CachedTensor, _ rows: Range<Int>, inout MutableSpan<Float>) throws -> Void
  ) throws {
    precondition(self.tokens.isEmpty)
    try prepare(tokens)
    for tensor in decoder.configuration.cachedTensors {
      try cache.adopt(kept(tensor), of: tensor, before: tokens.count) { rows, numbers in
        try fill(tensor, rows, &numbers)
      }
    }
    precondition(cache.layers.allSatisfy { $0.canContinue(at: tokens.count) })
    self.tokens = tokens
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
    guard let first = parts.first?.session else { return }
    for part in parts {
      try part.session.prepare(part.tokens, atOnce: first.workspace.rows)
    }
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
        try part.session.keep(row: 0)
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

  /// Checks what is to be read and makes room for it, where what was foreseen stood.
  private func prepare(_ tokens: [Int32], atOnce rows: Int? = nil) throws {
    try check(tokens)
    try cache.reserve(self.tokens.count + tokens.count, atOnce: rows ?? workspace.rows)
    foreseen = []
  }

  private func check(_ tokens: [Int32]) throws {
    guard tokens.count <= capacity - self.tokens.count else {
      throw Self.contextExceeded(self.tokens.count + tokens.count, limit: capacity)
    }
    if let stranger = tokens.first(where: { !(0..<vocabulary).contains(Int($0)) }) {
      throw CandorError(.malformed, "token \(stranger) is not in the vocabulary of \(vocabulary)")
    }
  }

  private var vocabulary: Int { decoder.configuration.vocabularySize }

  /// Logits of a workspace's rows.
  private func computeLogits(
    first: Int, rows: Int = 1, _ workspace: DecoderWorkspace? = nil
  ) throws {
    if logits.count < rows * vocabulary {
      logits = try Buffer(checkedCount: rows * vocabulary, repeating: 0)
    }
    decoder.logits(
      first: first, rows: rows, weights: weights, workspace: workspace ?? self.workspace,
      into: &logits)
  }

  /// Makes a row of logits that of the last token read.
  private func keep(row: Int) throws {
    self.row = row
    guard !withLogits({ logits in logits.indices.contains { !logits[$0].isFinite } }) else {
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
    try body(numbers.span.extracting((row * vocabulary)..<((row + 1) * vocabulary)))
  }

  private static func contextExceeded(_ count: Int, limit: Int) -> CandorError {
    CandorError(
      .limitExceeded, "\(count) tokens do not fit a context of \(limit)",
      hint: "shorten the prompt")
  }
}
