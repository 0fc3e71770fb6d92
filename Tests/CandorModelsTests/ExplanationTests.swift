import CandorCore
import CandorTensors
import Testing

@testable import CandorModels

@Suite struct ExplanationTests {
  @Test("each place has the model's own probability of its token, whatever stands after it")
  func probabilities() throws {
    let model = try TinyModel().open()
    let explanation = try model.explain(prompt: "Anna took the key", alternatives: 4)
    let ids = try model.tokens(of: "Anna took the key")
    #expect(explanation.places.map(\.token) == ids)
    #expect(explanation.places[0].reading == nil)
    let session = try DecoderSession(model.decoder, weights: model.weights)
    for (index, place) in explanation.places.enumerated().dropFirst() {
      try session.read([ids[index - 1]])
      try session.withLogits { logits in
        let reading = try #require(place.reading)
        let arithmetic = model.decoder.arithmetic
        let own = arithmetic.logProbability(of: Int(ids[index]), logits: logits)
        #expect(reading.logProbability == own)
        let logs = logits.indices.map { arithmetic.logProbability(of: $0, logits: logits) }
        #expect(reading.rank == 1 + logs.indices.count { logits[$0] > logits[Int(ids[index])] })
        let entropy = logs.reduce(0.0) { $0 - Double($1).exponential * Double($1) }
        #expect(abs(reading.entropy - entropy) < 1e-5)
        #expect(reading.alternatives.map(\.logProbability) == Array(logs.sorted(by: >).prefix(4)))
      }
    }
  }

  @Test("a layer that adds nothing reads as the one before it, one that adds something does not")
  func lens() throws {
    func readings(silentLayer: Int?) throws -> [[[Float]]] {
      let model = try TinyModel(silentLayer: silentLayer).open()
      let explanation = try model.explain(prompt: "Anna took the key", alternatives: 1)
      return explanation.places.dropFirst().map {
        $0.layers.map { [$0.logProbability, Float($0.entropy)] }
      }
    }
    for place in try readings(silentLayer: 1) { #expect(place.count == 2 && place[0] == place[1]) }
    for place in try readings(silentLayer: nil) {
      #expect(place.count == 2 && place[0] != place[1])
    }
  }

  @Test("what the model says is explained after the prompt")
  func generated() throws {
    let model = try TinyModel().open()
    let options = GenerationOptions(maximumTokens: 5)
    let said = try model.generate(prompt: "Anna", options: options).tokens
    let explanation = try model.explain(prompt: "Anna", options: options)
    #expect(explanation.places.filter(\.isGenerated).map(\.token) == said)
    #expect(explanation.places.filter(\.isGenerated).allSatisfy { $0.reading?.rank == 1 })
    #expect(explanation.next.count == 5)
    guard case .object(let object) = explanation.json else { return }
    #expect(
      object.members.map(\.key) == ["tokens", "next", "meanSurprise", "numerics", "seconds"])
  }
}
