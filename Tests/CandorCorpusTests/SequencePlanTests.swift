import CandorCore
import CandorCorpus
import Testing

struct SequencePlanTests {
  @Test("order, packing and held-out documents equal those of an independent script")
  func oracle() throws {
    let file = "sequence_plan.json"
    guard case .array(let cases) = try JSONValue.load(Fixture.path(file)) else {
      throw CandorError(.malformed, "the golden file is not an array")
    }
    for case .object(let golden) in cases {
      var plan = try SequencePlan(
        pairCounts: golden.array("pairs").map { try #require($0.count) },
        context: golden.integer("context"),
        sequencesPerStep: golden.integer("batch"),
        rule: #require(PackingRule(rawValue: golden.string("rule"))),
        seed: #require(UInt64(golden.string("seed"))),
        heldOutPerMille: golden.integer("perMille"))
      #expect(plan.heldOutDocuments == (try golden.array("heldOut").compactMap(\.count)))
      let digests = try (0..<20).map { try plan.sequences(step: $0).sampleDigest.hex }
      #expect(digests.map { .string($0) } == (try golden.array("steps")))
    }
    #expect(cases.count == 5)
  }

  private func plan(
    _ rule: PackingRule, documents: Int = 57, context: Int = 16, batch: Int = 6, heldOut: Int = 0
  ) throws -> SequencePlan {
    try SequencePlan(
      pairCounts: (0..<documents).map { $0 * 7 % 31 }, context: context, sequencesPerStep: batch,
      rule: rule, seed: 42, heldOutPerMille: heldOut)
  }

  @Test(
    "a step asked for alone equals the step reached by walking", arguments: PackingRule.allCases)
  func randomAccess(rule: PackingRule) throws {
    var walking = try plan(rule)
    let steps = try (0..<60).map { try walking.sequences(step: $0) }
    for step in [59, 0, 31, 30, 7] {
      var fresh = try plan(rule)
      #expect(try fresh.sequences(step: step) == steps[step])
    }
    for step in steps.indices.reversed() {
      #expect(try walking.sequences(step: step) == steps[step])
    }
  }

  @Test("the steps are the epochs' sequences without a gap", arguments: PackingRule.allCases)
  func epochs(rule: PackingRule) throws {
    for batch in [1, 6, 200] {
      var plan = try plan(rule, batch: batch)
      let epochs = try (0..<40).flatMap { Array(try plan.layout(epoch: $0)) }
      let steps = epochs.count / batch
      let walked = try (0..<steps).flatMap { try plan.sequences(step: $0) }
      #expect(walked == Array(epochs[..<(steps * batch)]))
    }
  }

  @Test("every epoch has another order and the same pairs")
  func orders() throws {
    var plan = try plan(.whole)
    let epochs = try (0..<4).map { epoch in
      try plan.layout(epoch: epoch).flatMap(\.segments).map(\.document)
    }
    #expect(Set(epochs).count == 4)
    #expect(Set(epochs.map { $0.sorted() }).count == 1)
  }

  @Test("held-out documents are about as many as asked for and are never trained on")
  func heldOut() throws {
    var plan = try SequencePlan(
      pairCounts: Array(repeating: 3, count: 20_000), context: 12, sequencesPerStep: 4,
      rule: .whole, seed: 7, heldOutPerMille: 50)
    #expect((900...1100).contains(plan.heldOutDocuments.count))
    let trained = Set(try plan.layout(epoch: 0).flatMap(\.segments).map(\.document))
    #expect(trained.isDisjoint(with: plan.heldOutDocuments))
    #expect(trained.count + plan.heldOutDocuments.count == 20_000)
    #expect(plan.heldOutLayout.flatMap(\.segments).map(\.document) == plan.heldOutDocuments)
  }

  @Test("plans that train on nothing are refused")
  func refusals() throws {
    func code(
      _ pairs: [Int], context: Int = 4, batch: Int = 1, heldOut: Int = 0
    ) throws -> CandorError.Code {
      try refusal {
        _ = try SequencePlan(
          pairCounts: pairs, context: context, sequencesPerStep: batch, rule: .whole, seed: 0,
          heldOutPerMille: heldOut)
      }.code
    }
    #expect(try code([]) == .usage)
    #expect(try code([0, 0]) == .usage)
    #expect(try code([1], context: 0) == .usage)
    #expect(try code([1], batch: 0) == .usage)
    #expect(try code([1], heldOut: 1000) == .usage)
    #expect(try code([1], heldOut: -1) == .usage)
    var plan = try plan(.split)
    #expect(try refusal { _ = try plan.sequences(step: -1) }.code == .usage)
    #expect(try refusal { _ = try plan.sequences(step: .max) }.code == .usage)
  }
}

extension JSONValue {
  fileprivate var count: Int? {
    if case .integer(let integer) = self { Int(exactly: integer) } else { nil }
  }
}
