import CandorCore
import CandorTensors
import Testing

@testable import CandorModels

@Suite struct DecoderSessionTests {
  private func session(
    _ model: GoldenModel, _ arithmetic: Arithmetic? = nil, capacity: Int? = nil, chunk: Int = 128
  ) throws -> DecoderSession {
    let arithmetic = try arithmetic ?? Arithmetic(threads: 2)
    return try DecoderSession(
      model.decoder(arithmetic), weights: model.weights(arithmetic), capacity: capacity,
      chunk: chunk)
  }

  @Test("logits are within 5e-5 of PyTorch's", arguments: GoldenModel.names)
  func golden(name: String) throws {
    let model = try GoldenModel(name)
    let vocabulary = model.configuration.vocabularySize
    var worst: Float = 0
    for segment in model.segments {
      let bits = try session(model).bits(reading: Array(model.tokens[segment]))
      #expect(bits.count == segment.count * vocabulary)
      for (index, pattern) in bits.enumerated() {
        let difference = abs(
          Float(bitPattern: pattern) - model.logits[segment.lowerBound * vocabulary + index])
        worst = difference > worst || difference.isNaN ? difference : worst
      }
    }
    #expect(worst < 5e-5)
  }

  @Test("chunks, single tokens and the whole give the same bits", arguments: GoldenModel.names)
  func chunking(name: String) throws {
    let model = try GoldenModel(name)
    let whole = try session(model).bits(reading: model.longest)
    for chunk in [1, 2, 7, 16, 17] {
      #expect(try session(model, chunk: chunk).bits(reading: model.longest) == whole)
    }
    let stepwise = try session(model)
    var bits: [UInt32] = []
    for token in model.longest { bits += try stepwise.bits(reading: [token]) }
    #expect(bits == whole)
    let last = try session(model)
    try last.read(model.longest)
    #expect(last.lastBits == Array(whole.suffix(model.configuration.vocabularySize)))
  }

  @Test("every instruction set and number of threads gives the same bits")
  func machines() throws {
    let model = try GoldenModel("a")
    let expected = try session(model).bits(reading: model.longest)
    for instructionSet in InstructionSet.available {
      for threads in [1, 2, 3] {
        let arithmetic = try Arithmetic(instructionSet, pool: WorkerPool(threads: threads))
        #expect(try session(model, arithmetic).bits(reading: model.longest) == expected)
      }
    }
  }

  @Test(
    "a window's logits are those of training and do not depend on the windows beside it",
    arguments: GoldenModel.names)
  func batchRows(name: String) throws {
    let model = try GoldenModel(name)
    let decoder = try model.decoder(Arithmetic(threads: 2))
    let (rows, vocabulary) = (model.tokens.count, model.configuration.vocabularySize)
    var logits = Buffer<Float>(count: rows * vocabulary, repeating: 0)
    try decoder.logits(
      DecoderBatch(tokens: model.tokens, windowLengths: model.segments.map(\.count)),
      model.parameters().values, into: &logits)
    for segment in model.segments {
      let span = logits.span.extracting(
        (segment.lowerBound * vocabulary)..<(segment.upperBound * vocabulary))
      let batched = span.indices.map { span[$0].bitPattern }
      #expect(try session(model).bits(reading: Array(model.tokens[segment])) == batched)
    }
  }

  @Test("what was read after a rewind counts, what was read before does not")
  func rewind() throws {
    let model = try GoldenModel("b")
    let session = try session(model)
    try session.read(model.longest)
    session.rewind(to: 5)
    try session.read(Array(model.longest[5..<9].reversed()))
    let fresh = try self.session(model)
    try fresh.read(Array(model.longest[..<5]) + model.longest[5..<9].reversed())
    #expect(session.lastBits == fresh.lastBits)
    #expect(session.tokens == fresh.tokens)
  }

  @Test("what is foreseen, rightly or wrongly, changes no bit", arguments: GoldenModel.names)
  func foreseeing(name: String) throws {
    let model = try GoldenModel(name)
    let text = model.longest
    let vocabulary = model.configuration.vocabularySize
    let expected = try session(model).bits(reading: text)
    for length in [0, 1, 3, 200] {
      // Right up to the third token, wrong from there on; the session is full at the end.
      let session = try session(model, capacity: text.count, chunk: 8)
      var (bits, passes): ([UInt32], Int) = ([], 0)
      for (index, token) in text.enumerated() {
        try session.read(token) {
          passes += 1
          return text[(index + 1)...].enumerated().prefix(length).map {
            $0.offset < 2 ? $0.element : ($0.element + 1) % Int32(vocabulary)
          }
        }
        bits += session.lastBits
      }
      #expect(bits == expected && session.tokens == text)
      let right = min(length, 2) + 1
      #expect(passes == (text.count + right - 1) / right)
    }
  }

  @Test("what was foreseen is forgotten when something else is read")
  func forgetting() throws {
    let model = try GoldenModel("a")
    let text = model.longest
    func foreseeing() throws -> DecoderSession {
      let session = try session(model)
      try session.read(text[0]) { Array(text[1..<4]) }
      return session
    }
    let (read, rewound, together) = (try foreseeing(), try foreseeing(), try foreseeing())
    try read.read([text[2], text[1]])
    rewound.rewind(to: 0)
    try rewound.read(text[0]) { [] }
    try rewound.read([text[2]])
    try rewound.read(text[1]) { [] }
    try DecoderSession.readTogether([(together, [text[2], text[1]])])
    let fresh = try session(model)
    try fresh.read([text[0], text[2], text[1]])
    for session in [read, rewound, together] {
      #expect(session.lastBits == fresh.lastBits && session.tokens == fresh.tokens)
    }
  }

  @Test("too many tokens and unknown ids are refused before anything is read")
  func refusals() throws {
    let model = try GoldenModel("a")
    let session = try session(model, capacity: 4)
    try session.read([1, 2])
    #expect(failure { try session.read([1, 2, 3]) }?.code == .limitExceeded)
    #expect(failure { try session.read([40]) }?.code == .malformed)
    #expect(failure { try session.read([-1]) }?.code == .malformed)
    #expect(session.tokens == [1, 2])
    #expect(failure { _ = try self.session(model, capacity: 129) }?.code == .limitExceeded)
  }

  @Test("a parameter that is not finite is named")
  func nonFinite() throws {
    let model = try GoldenModel("a")
    let decoder = try model.decoder(Arithmetic(threads: 2))
    let good = try model.parameters()
    var values = Buffer<Float>(count: good.values.count, repeating: 0)
    copy(good.values, to: &values)
    spoil(&values, at: decoder.layout.layers[1].up.offset + 3)
    let session = try DecoderSession(
      decoder,
      weights: PackedWeights(values, layout: decoder.layout, arithmetic: decoder.arithmetic))
    let error = failure { try session.read([1]) }
    #expect(error?.code == .nonFinite)
    #expect(error?.location?.field == "model.layers.1.mlp.up_proj.weight")
  }
}

private func spoil(_ numbers: inout Buffer<Float>, at index: Int) {
  var span = numbers.mutableSpan
  span[index] = .nan
}

private func copy(_ source: borrowing Buffer<Float>, to target: inout Buffer<Float>) {
  let from = source.span
  var to = target.mutableSpan
  for index in from.indices { to[index] = from[index] }
}

extension Decoder {
  fileprivate func logits(
    _ batch: DecoderBatch, _ parameters: borrowing Buffer<Float>, into logits: inout Buffer<Float>
  ) throws {
    let workspace = DecoderWorkspace(configuration, rows: batch.rows, keeping: .states)
    let weights = FlatWeights(parameters.span, layout: layout)
    forward(batch, weights: weights, workspace: workspace)
    self.logits(
      first: 0, rows: batch.rows, weights: weights, workspace: workspace, into: &logits)
  }
}

/// The `CandorError` that `body` throws; nil if it throws none.
func failure(_ body: () throws -> Void) -> CandorError? {
  do {
    try body()
    return nil
  } catch {
    return error as? CandorError
  }
}
