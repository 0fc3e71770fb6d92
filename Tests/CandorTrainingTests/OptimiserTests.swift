import CandorCore
import CandorModels
import CandorTensors
import CandorTraining
import Testing

@Suite("The optimiser and its schedules agree with PyTorch")
struct OptimiserTests {
  private let golden: JSONObject

  init() throws {
    let path = fixtures.appending("optimizer").appending("adamw.json")
    guard case .object(let golden) = try JSONValue.load(path) else {
      throw CandorError(.malformed, "not an object", at: .init(file: path.string))
    }
    self.golden = golden
  }

  private func objects(_ key: String, of object: JSONObject) throws -> [JSONObject] {
    try object.array(key).map {
      guard case .object(let object) = $0 else { throw CandorError(.malformed, "not an object") }
      return object
    }
  }

  private func numbers(_ list: [JSONValue]) throws -> [Double] {
    try list.map {
      guard case .string(let text) = $0, let value = Double(text) else {
        throw CandorError(.malformed, "not a hexadecimal number")
      }
      return value
    }
  }

  private func number(_ key: String, of object: JSONObject) throws -> Double {
    try numbers([.string(object.string(key))])[0]
  }

  private func lists(_ key: String, of object: JSONObject) throws -> [[Double]] {
    try object.array(key).map {
      guard case .array(let list) = $0 else { throw CandorError(.malformed, "not a list") }
      return try numbers(list)
    }
  }

  /// The reference reaches its floor one step after the last; ours at the last step.
  private func schedule(_ golden: JSONObject) throws -> Schedule {
    let kind = try #require(Schedule.Kind(rawValue: golden.string("kind")))
    let (peak, floor) = (try number("peak", of: golden), try number("floor", of: golden))
    return Schedule(
      kind: kind, steps: try golden.integer("totalSteps") + (kind == .cosine ? 1 : 0),
      warmupSteps: try golden.integer("warmUpSteps"),
      decaySteps: try golden.optionalInteger("decaySteps") ?? 0, learningRate: peak,
      finalFraction: floor / peak)
  }

  @Test("learning rates, to the last bit but one")
  func schedules() throws {
    for golden in try objects("schedules", of: golden) {
      let schedule = try schedule(golden)
      for (step, rate) in try numbers(golden.array("rates")).enumerated() {
        let ours = schedule.learningRate(step: step)
        #expect(abs(Double(ours) - rate) <= Double(Float(rate).ulp), "\(schedule), step \(step)")
      }
    }
  }

  @Test("a cosine ends at the floor and stays there")
  func lastStep() {
    let schedule = Schedule(
      kind: .cosine, steps: 10, warmupSteps: 2, decaySteps: 0, learningRate: 1, finalFraction: 0.125)
    #expect(schedule.learningRate(step: 2) == 1)
    #expect(schedule.learningRate(step: 9) == 0.125)
    #expect(schedule.learningRate(step: 12) == 0.125)
  }

  @Test("parameters, norms and both moments after five steps", arguments: [0, 1])
  func steps(number index: Int) throws {
    let golden = try objects("cases", of: golden)[index]
    let optimiser = Optimiser(
      beta1: Float(try number("beta1", of: golden)), beta2: Float(try number("beta2", of: golden)),
      epsilon: Float(try number("epsilon", of: golden)),
      weightDecay: Float(try number("weightDecay", of: golden)),
      clip: Float(try number("maximumNorm", of: golden)))
    // The reference's two matrices share the embedding of a decoder that has room for them.
    let layout = ParameterLayout(
      DecoderConfiguration(
        vocabularySize: 6, hiddenSize: 7, layers: 1, queryHeads: 1, keyValueHeads: 1, headSize: 2,
        feedForwardSize: 1, contextLength: 1, tiedEmbeddings: true))
    let tensors = try objects("tensors", of: golden)
    let places = [layout.embedding.offset, layout.finalNorm.offset, layout.embedding.offset + 20]
    let state = TrainingState(layout)
    for (tensor, place) in zip(tensors, places) {
      set(try numbers(tensor.array("initial")).map(Float.init), at: place, in: &state.parameters)
    }
    let arithmetic = try Arithmetic(threads: 2)
    let rates = try numbers(golden.array("learningRates"))
    let norms = try numbers(golden.array("gradientNorms"))
    // A batch of eight tokens whose gradients add up to eight times their mean.
    let tokens = 8
    for step in rates.indices {
      var gradients = Buffer<Float>(count: layout.extent, repeating: 0)
      for (tensor, place) in zip(tensors, places) {
        let values = try lists("gradients", of: tensor)[step]
        set(values.map { Float($0 * Double(tokens)) }, at: place, in: &gradients)
      }
      let norm = optimiser.norm(gradients, layout: layout, tokens: tokens, arithmetic: arithmetic)
      #expect(abs(Double(norm) - norms[step]) <= 2e-7 * norms[step])
      optimiser.step(
        state, gradients: gradients, tokens: tokens, norm: norm, learningRate: Float(rates[step]),
        arithmetic: arithmetic)
      for (tensor, place) in zip(tensors, places) {
        // PyTorch divides by norm + 1e-6 when it clips, which no step may carry far.
        let expected = try lists("expected", of: tensor)[step]
        let ours = array(state.parameters)[place..<(place + expected.count)]
        for (ours, expected) in zip(ours, expected) {
          #expect(abs(Double(ours) - expected) <= max(2 * Double(Float(expected).ulp), rates[step] * 2e-6))
        }
      }
    }
    for (tensor, place) in zip(tensors, places) {
      for (key, values) in [
        ("firstMoment", array(state.firstMoment)), ("secondMoment", array(state.secondMoment)),
      ] {
        let expected = try numbers(tensor.array(key))
        for (ours, expected) in zip(values[place...], expected) {
          #expect(abs(Double(ours) - expected) <= 4e-6 * abs(expected), "\(key)")
        }
      }
    }
    #expect(state.step == rates.count)
  }
}
