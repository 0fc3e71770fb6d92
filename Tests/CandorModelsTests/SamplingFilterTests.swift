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
      let shares = sampler.kept(of: adjusted, arithmetic)
      #expect(try shares.tokens.sorted() == tokens(row, "tokens"), "\(row)")
      let total = shares.sums.last ?? 0
      let expected = Dictionary(
        uniqueKeysWithValues: zip(try tokens(row, "tokens"), try numbers(row, "probabilities")))
      for (index, token) in shares.tokens.enumerated() {
        let share = (shares.sums[index] - (index > 0 ? shares.sums[index - 1] : 0)) / total
        #expect(abs(share - (expected[token] ?? 0)) < 2e-6)
      }
    }
  }

  @Test(
    "the order of tokens is that of their logits, equal ones by index, to the smallest difference")
  func ranking() {
    let logits: [Float] = [1, 2, 2, -.greatestFiniteMagnitude, 2.0000002, -0.0, 0.0, 1e-45, -1e-45]
    // Beside 2, the last four are equal.
    #expect(TokenRanking(logits.span).tokens == [4, 1, 2, 0, 5, 6, 7, 8, 3])
    let many = (0..<5000).map { Float(($0 * 7919) % 4999) / 64 }
    let expected = many.indices.sorted { (-many[$0], $0) < (-many[$1], $1) }.map { Int32($0) }
    #expect(TokenRanking(many.span).tokens == expected)
    #expect(TokenRanking(many.span).first(3) == Array(expected.prefix(3)))
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
