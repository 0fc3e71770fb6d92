import CandorCore
import CandorModels
import CandorTensors
import SystemPackage

/// The logits of the same positions, computed once more with something changed that must not matter:
/// the largest change of a logit, and how many most probable tokens are others.
struct InvarianceBenchmark {
  let model: String
  let text: String
  let positions: Int

  func run() throws {
    let arithmetic = try Arithmetic(threads: 1)
    let model = try LanguageModel.open(FilePath(model), arithmetic: arithmetic)
    let text = String(decoding: try FileSystem.read(FilePath(text)), as: UTF8.self)
    let ids = try model.tokens(of: text)
    guard positions > 1, ids.count >= 2 * positions else {
      throw CandorError(.usage, "the text has \(ids.count) tokens, not \(2 * positions)")
    }
    try Comparison(model, Array(ids[..<positions]), other: Array(ids[positions..<(2 * positions)]))
      .run()
  }
}

private struct Comparison {
  let model: LanguageModel
  let tokens: [Int32]
  let other: [Int32]
  private let whole: [[Float]]

  init(_ model: LanguageModel, _ tokens: [Int32], other: [Int32]) throws {
    (self.model, self.tokens, self.other) = (model, tokens, other)
    whole = try Self.rows(tokens, in: DecoderSession(model.decoder, weights: model.weights))
  }

  func run() throws {
    try report("again", Self.rows(tokens, in: session()))
    for threads in [2, 3] {
      try report("\(threads) threads", Self.rows(tokens, in: session(threads: threads)))
    }
    try report("token by token", Self.rows(tokens, in: session(chunk: 1)))
    for chunk in [7, 16] {
      try report("in chunks of \(chunk)", Self.rows(tokens, in: session(chunk: chunk)))
    }
    try report("beside another sequence", besideAnother())
    try report("the first half kept from before", afterRewind())
    try report("guessed ahead", foreseen(tokens))
    try report("guessed ahead, wrongly", foreseen(other))
    for instructionSet in InstructionSet.available.dropFirst() {
      let arithmetic = try Arithmetic(instructionSet, pool: WorkerPool(threads: 1))
      try report("\(instructionSet)", Self.rows(tokens, in: session(arithmetic)))
    }
  }

  private func session(threads: Int = 1, chunk: Int = 128) throws -> DecoderSession {
    try session(Arithmetic(threads: threads), chunk: chunk)
  }

  private func session(_ arithmetic: Arithmetic, chunk: Int = 128) throws -> DecoderSession {
    let decoder = Decoder(model.decoder.configuration, arithmetic: arithmetic)
    return try DecoderSession(decoder, weights: model.weights, chunk: chunk)
  }

  private static func rows(_ tokens: [Int32], in session: DecoderSession) throws -> [[Float]] {
    var rows: [[Float]] = []
    try session.read(tokens) { rows.append(Self.numbers($0)) }
    return rows
  }

  /// Two tokens of another sequence go through the layers with each of this one.
  private func besideAnother() throws -> [[Float]] {
    let (mine, another) = (try session(), try session())
    return try tokens.indices.map { index in
      let neighbours = Array((other + other)[(2 * index)..<(2 * index + 2)])
      try DecoderSession.readTogether([(another, neighbours), (mine, [tokens[index]])])
      return mine.withLogits(Self.numbers)
    }
  }

  private func afterRewind() throws -> [[Float]] {
    let (session, half) = (try session(), tokens.count / 2)
    try session.read(Array(tokens[..<half]) + other)
    session.rewind(to: half)
    return try whole[..<half] + Self.rows(Array(tokens[half...]), in: session)
  }

  private func foreseen(_ guess: [Int32]) throws -> [[Float]] {
    let session = try session()
    return try tokens.indices.map { index in
      try session.read(tokens[index]) { Array(guess[(index + 1)...].prefix(5)) }
      return session.withLogits(Self.numbers)
    }
  }

  private static func numbers(_ logits: Span<Float>) -> [Float] {
    logits.indices.map { logits[$0] }
  }

  private func report(_ change: String, _ rows: [[Float]]) {
    let largest = zip(rows, whole).reduce(Float(0)) { most, pair in
      zip(pair.0, pair.1).reduce(most) { max($0, abs($1.0 - $1.1)) }
    }
    let others = zip(rows, whole).count {
      $0.firstIndex(of: $0.max()!) != $1.firstIndex(of: $1.max()!)
    }
    Measurement.report([
      ("what", "invariance"), ("change", .string(change)),
      ("positions", .integer(Int64(rows.count))), ("largest", .double(Double(largest))),
      ("topTokens", .integer(Int64(others))),
    ])
  }
}
