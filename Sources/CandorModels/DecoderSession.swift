import CandorCore
import CandorTensors

/// One sequence that a decoder reads token by token, with the keys and values of what it has read.
///
/// The logits of a position are the same bits however the tokens before it were cut into calls and
/// chunks (numerics 3).
public final class DecoderSession {
  public let decoder: Decoder
  public let parameters: DecoderParameters
  /// What has been read.
  public private(set) var tokens: [Int32] = []
  /// The most tokens this session can hold.
  public let capacity: Int
  /// Bytes that keys and values may take.
  private static let cacheLimit = 1 << 36
  private let workspace: DecoderWorkspace
  /// Of the last token read.
  private var logits: Buffer<Float>

  /// - Parameters:
  ///   - capacity: the most tokens the session will hold; the model's context length by default.
  ///   - chunk: how many tokens go through the layers at once.
  /// - Throws: `limitExceeded` for more than the model's context length.
  public init(
    _ decoder: Decoder, parameters: DecoderParameters, capacity: Int? = nil, chunk: Int = 128
  ) throws {
    let configuration = decoder.configuration
    let capacity = capacity ?? configuration.contextLength
    guard (1...configuration.contextLength).contains(capacity) else {
      throw Self.contextExceeded(capacity, limit: configuration.contextLength)
    }
    let cached = 8 * configuration.layers * configuration.attention.keyValueWidth
    guard capacity <= Self.cacheLimit / cached else {
      throw CandorError(
        .limitExceeded, "keys and values of \(capacity) tokens take \(cached) bytes each",
        hint: "ask for fewer tokens")
    }
    guard parameters.values.count >= decoder.layout.extent else {
      throw CandorError(.mismatch, "the parameters belong to another model")
    }
    self.decoder = decoder
    self.parameters = parameters
    self.capacity = capacity
    workspace = DecoderWorkspace(
      configuration, rows: max(1, min(chunk, capacity)), keyRows: capacity)
    logits = Buffer(count: configuration.vocabularySize, repeating: 0)
  }

  /// Reads on; the logits of the last token are kept.
  ///
  /// - Throws: `limitExceeded`, before anything is read, when the session cannot hold so many;
  ///   `malformed` for an id outside the vocabulary; `nonFinite`; `interrupted` between chunks.
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
    guard tokens.count <= capacity - self.tokens.count else {
      throw Self.contextExceeded(self.tokens.count + tokens.count, limit: capacity)
    }
    let vocabulary = decoder.configuration.vocabularySize
    if let stranger = tokens.first(where: { !(0..<vocabulary).contains(Int($0)) }) {
      throw CandorError(.malformed, "token \(stranger) is not in the vocabulary of \(vocabulary)")
    }
    for start in stride(from: 0, to: tokens.count, by: workspace.rows) {
      try Interruption.check()
      let chunk = Array(tokens[start..<min(start + workspace.rows, tokens.count)])
      forward(DecoderBatch(tokens: chunk, after: self.tokens.count), parameters.values)
      self.tokens += chunk
      try body(chunk.count, start + chunk.count == tokens.count)
    }
  }

  private func computeLogits(first: Int) throws {
    project(first, parameters.values, into: &logits)
    guard !lend(logits, to: { logits in logits.indices.contains { !logits[$0].isFinite } }) else {
      let tensor = firstNonFinite(in: parameters.values)
      throw CandorError(
        .nonFinite, tensor == nil ? "a logit is not finite" : "a parameter is not finite",
        at: .init(field: tensor))
    }
  }

  // Spans are taken of parameters, not of properties of classes, whose spans escape (Swift 6.3.1).

  private func forward(_ batch: DecoderBatch, _ parameters: borrowing Buffer<Float>) {
    decoder.forward(batch, parameters: parameters.span, workspace: workspace)
  }

  private func project(
    _ row: Int, _ parameters: borrowing Buffer<Float>, into logits: inout Buffer<Float>
  ) {
    decoder.logits(
      first: row, rows: 1, parameters: parameters.span, workspace: workspace, into: &logits)
  }

  private func lend<Result>(
    _ numbers: borrowing Buffer<Float>, to body: (Span<Float>) throws -> Result
  ) rethrows -> Result {
    try body(numbers.span)
  }

  private func firstNonFinite(in parameters: borrowing Buffer<Float>) -> String? {
    let numbers = parameters.span
    return decoder.layout.slots.first { $0.range.contains { !numbers[$0].isFinite } }?.name
  }

  private static func contextExceeded(_ count: Int, limit: Int) -> CandorError {
    CandorError(
      .limitExceeded, "\(count) tokens do not fit a context of \(limit)",
      hint: "shorten the prompt")
  }
}
