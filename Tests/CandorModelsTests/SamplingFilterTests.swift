import CandorCore
import CandorTensors
import SystemPackage
import Testing

@testable import CandorModels

/// Distributions by transformers, made by Tests/Oracles/sampling_filters.py.
@Suite struct SamplingFilterTests {
  @Test("penalties and filters leave the tokens and probabilities that transformers leaves")
  func filters() throws {
    let path = FilePath(#filePath).removingLastComponent().removingLastComponent()
      .appending("Fixtures/sampling/filters.json")
    guard case .array(let rows) = try JSONValue.load(path) else { return }
    #expect(rows.count >= 100)
    let arithmetic = try Arithmetic(threads: 1)
    for case .object(let row) in rows {
      let logits = try numbers(row, "logits")
      let (prompt, generated) = (try tokens(row, "prompt"), try tokens(row, "generated"))
      let sampler = try Sampler(options(row.object("options")))
      var adjusted = Buffer<Float>(count: logits.count, repeating: 0)
      sampler.fill(
        &adjusted, from: logits.span, after: prompt + generated, generated: generated.count)
      sampler.weigh(&adjusted, arithmetic)
      let weights = adjusted.span
      let kept = weights.indices.filter { weights[$0] > 0 }
      #expect(try kept.map(Int32.init) == tokens(row, "tokens"), "\(row)")
      let total = kept.reduce(0) { $0 + weights[$1] }
      for (token, expected) in zip(kept, try numbers(row, "probabilities")) {
        #expect(abs(weights[token] / total - expected) < 2e-6)
      }
    }
  }

  @Test("tokens are ranked by number, to the smallest difference, and equal ones by index")
  func ranking() {
    let huge = Float.greatestFiniteMagnitude
    let numbers: [Float] = [1, 2, 2, -huge, 2.0000002, -0.0, 0.0, 1e-45, -1e-45, huge, -.infinity]
    let order: [Int32] = [9, 4, 1, 2, 0, 7, 5, 6, 8, 3, 10]
    for count in 0...12 {
      #expect(TokenRanking.first(count, of: numbers.span) == Array(order.prefix(count)))
    }
    #expect(TokenRanking.all(of: numbers.span, from: 0) == Array(order.prefix(8)))
    #expect(TokenRanking.all(of: numbers.span, from: 2) == Array(order.prefix(4)))
    let many = (0..<5000).map { Float(($0 * 7919) % 4999) / 64 - 17 }
    let expected = many.indices.sorted { (-many[$0], $0) < (-many[$1], $1) }.map { Int32($0) }
    for count in [1, 3, 40, 4999, 5000] {
      #expect(TokenRanking.first(count, of: many.span) == Array(expected.prefix(count)))
    }
  }

  private func options(_ object: JSONObject) throws -> SamplingOptions {
    func number(_ key: String) throws -> Float { Float(try object.double(key)) }
    return try SamplingOptions(
      temperature: number("temperature"), topK: object.optionalInteger("topK"),
      topP: number("topP"), minP: number("minP"), repetitionPenalty: number("repetitionPenalty"),
      presencePenalty: number("presencePenalty"), frequencyPenalty: number("frequencyPenalty"))
  }

  private func numbers(_ row: JSONObject, _ key: String) throws -> [Float] {
    try row.array(key).compactMap {
      switch $0 {
      case .double(let number): Float(number)
      case .integer(let number): Float(number)
      default: nil
      }
    }
  }

  private func tokens(_ row: JSONObject, _ key: String) throws -> [Int32] {
    try row.array(key).compactMap { if case .integer(let token) = $0 { Int32(token) } else { nil } }
  }
}
