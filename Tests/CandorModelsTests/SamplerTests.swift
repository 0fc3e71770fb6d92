import CandorCore
import CandorTensors
import Testing

@testable import CandorModels

@Suite struct SamplerTests {
  private func choices(
    _ logits: [Float], _ options: SamplingOptions, after tokens: [Int32] = [],
    positions: Range<Int> = 0..<400
  ) throws -> [Int32] {
    let (sampler, arithmetic) = try (Sampler(options), Arithmetic(threads: 1))
    return positions.map {
      sampler.choose(
        logits: logits.span, after: tokens, position: $0, arithmetic: arithmetic)
    }
  }

  @Test("temperature 0 takes the largest, and the lower index on a tie")
  func greedy() throws {
    #expect(try choices([1, 3, 2, 3], .init(), positions: 0..<1) == [1])
    #expect(try choices([-2, -2, -2], .init(), positions: 7..<8) == [0])
  }

  @Test("a choice depends on the seed and the position alone")
  func pure() throws {
    let logits: [Float] = (0..<50).map { Float($0 % 7) / 3 }
    let all = try choices(logits, .init(temperature: 1, seed: 9))
    let part = try choices(logits, .init(temperature: 1, seed: 9), positions: 100..<200)
    #expect(part == Array(all[100..<200]))
    #expect(try choices(logits, .init(temperature: 1, seed: 10)) != all)
  }

  @Test("frequencies follow the softmax")
  func frequencies() throws {
    // log of 1, 2, 4, 8: probabilities 1/15, 2/15, 4/15, 8/15
    let logits: [Float] = [0, 0.6931472, 1.3862944, 2.0794415]
    let drawn = try choices(logits, .init(temperature: 1, seed: 3), positions: 0..<15_000)
    for token in 0..<4 {
      let expected = 1000 * (1 << token)
      let count = drawn.count { $0 == token }
      // Five standard deviations of the binomial distribution.
      #expect(abs(count - expected) < 5 * Int(Double(expected).squareRoot()))
    }
  }

  @Test("top-k, top-p and min-p keep a beginning of the order, ties to the lower index")
  func filters() throws {
    let logits: [Float] = [0, 1, 1, 1, -9]
    func kept(_ options: SamplingOptions) throws -> Set<Int32> { try Set(choices(logits, options)) }
    #expect(try kept(.init(temperature: 1, topK: 2)) == [1, 2])
    #expect(try kept(.init(temperature: 1, topK: 1)) == [1])
    // Probabilities: three times 0.297, 0.109, about 0.
    #expect(try kept(.init(temperature: 1, topP: 0.29)) == [1])
    #expect(try kept(.init(temperature: 1, topP: 0.5)) == [1, 2])
    #expect(try kept(.init(temperature: 1, topP: 0.95)) == [0, 1, 2, 3])
    #expect(try kept(.init(temperature: 1, minP: 0.9)) == [1, 2, 3])
    #expect(try kept(.init(temperature: 1, topK: 3, topP: 0.5, minP: 0.1)) == [1, 2])
  }

  @Test("the repetition penalty lowers logits of either sign")
  func penalty() throws {
    let options = SamplingOptions(repetitionPenalty: 2)
    #expect(try choices([3, 2], options, after: [0], positions: 0..<1) == [1])
    #expect(try choices([-2, -3], options, after: [0], positions: 0..<1) == [1])
    #expect(try choices([3, 2], options, after: [0, 1], positions: 0..<1) == [0])
  }

  @Test("the penalties of presence and frequency count what was generated, not the prompt")
  func presenceAndFrequency() throws {
    let (logits, arithmetic): ([Float], Arithmetic) = ([2, 1.5, 1], try Arithmetic(threads: 1))
    func choice(_ options: SamplingOptions, _ tokens: [Int32], generated: Int) throws -> Int32 {
      try Sampler(options).choose(
        logits: logits.span, after: tokens, generated: generated, position: 0,
        arithmetic: arithmetic)
    }
    let presence = SamplingOptions(presencePenalty: 0.75)
    #expect(try choice(presence, [0, 0, 0], generated: 0) == 0)
    #expect(try choice(presence, [1, 0], generated: 1) == 1)
    #expect(try choice(presence, [0, 0, 1], generated: 3) == 0)
    let frequency = SamplingOptions(frequencyPenalty: 0.4)
    #expect(try choice(frequency, [0, 0, 0], generated: 1) == 0)
    #expect(try choice(frequency, [0, 0, 0], generated: 2) == 1)
    #expect(try choice(frequency, [0, 0, 0, 1, 1], generated: 5) == 2)
  }

  @Test("extreme logits and temperatures still choose")
  func extremes() throws {
    let huge = Float.greatestFiniteMagnitude
    #expect(try Set(choices([-huge, huge, -huge], .init(temperature: 0.001))) == [1])
    #expect(
      try choices([-huge, -huge], .init(temperature: 1, repetitionPenalty: 10), after: [0, 1])
        .allSatisfy { $0 == 0 || $0 == 1 })
  }

  @Test(
    "options without a meaning are refused by name",
    arguments: [
      (SamplingOptions(temperature: -1), "temperature"),
      (SamplingOptions(temperature: .nan), "temperature"), (SamplingOptions(topK: 0), "top-k"),
      (SamplingOptions(topP: 0), "top-p"), (SamplingOptions(minP: 2), "min-p"),
      (SamplingOptions(repetitionPenalty: 0), "repetition-penalty"),
      (SamplingOptions(presencePenalty: 2.5), "presence-penalty"),
      (SamplingOptions(frequencyPenalty: .nan), "frequency-penalty"),
    ])
  func refusals(options: SamplingOptions, field: String) throws {
    let error = failure { _ = try Sampler(options) }
    #expect(error?.code == .usage)
    #expect(error?.location?.field == field)
  }
}
