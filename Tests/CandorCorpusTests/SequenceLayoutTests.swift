import CandorCore
import CandorCorpus
import Testing

struct SequenceLayoutTests {
  private func layout(
    _ pairCounts: [Int], context: Int, _ rule: PackingRule
  ) -> [[[Int]]] {
    SequenceLayout(
      documents: pairCounts.indices, pairCounts: pairCounts, context: context, rule: rule
    ).map { $0.segments.map { [$0.document, $0.firstPair, $0.count] } }
  }

  @Test("whole: documents share a sequence while they fit, and long ones come in pieces")
  func whole() {
    #expect(layout([3, 4, 1], context: 8, .whole) == [[[0, 0, 3], [1, 0, 4], [2, 0, 1]]])
    #expect(layout([5, 4, 4], context: 8, .whole) == [[[0, 0, 5]], [[1, 0, 4], [2, 0, 4]]])
    #expect(
      layout([2, 20, 3, 0, 2], context: 8, .whole) == [
        [[0, 0, 2]], [[1, 0, 8]], [[1, 8, 8]], [[1, 16, 4], [2, 0, 3]], [[4, 0, 2]],
      ])
    #expect(layout([8, 8], context: 8, .whole) == [[[0, 0, 8]], [[1, 0, 8]]])
  }

  @Test("split: every sequence but the last is full")
  func split() {
    #expect(
      layout([2, 20, 3, 0, 2], context: 8, .split) == [
        [[0, 0, 2], [1, 0, 6]], [[1, 6, 8]], [[1, 14, 6], [2, 0, 2]], [[2, 2, 1], [4, 0, 2]],
      ])
  }

  @Test("documents without pairs give no sequences", arguments: PackingRule.allCases)
  func nothing(rule: PackingRule) {
    #expect(layout([], context: 4, rule) == [])
    #expect(layout([0, 0], context: 4, rule) == [])
  }

  @Test(
    "every pair is laid out once, in order, within the context", arguments: PackingRule.allCases)
  func properties(rule: PackingRule) {
    let random = RandomStream(seed: 1, purpose: .generator)
    for trial in UInt32(0)..<200 {
      let context = 1 + random.integer(trial * 64, below: 20)
      let pairCounts = (1...40).map { random.integer(trial * 64 + UInt32($0), below: 50) }
      let order = FeistelPermutation(count: 40, seed: 9, epoch: trial)
      let documents = (0..<40).map { order[$0] }
      let sequences = SequenceLayout(
        documents: documents, pairCounts: pairCounts, context: context, rule: rule)

      let laid = sequences.flatMap(\.segments).flatMap { segment in
        (0..<segment.count).map { [segment.document, segment.firstPair + $0] }
      }
      #expect(laid == documents.flatMap { d in (0..<pairCounts[d]).map { [d, $0] } })
      #expect(sequences.allSatisfy { (1...context).contains($0.pairCount) })
      #expect(sequences.allSatisfy { $0.segments.allSatisfy { $0.count > 0 } })
      switch rule {
      case .whole:
        #expect(
          sequences.allSatisfy { sequence in
            sequence.segments.allSatisfy {
              $0.count == min(context, pairCounts[$0.document] - $0.firstPair)
                && $0.firstPair % context == 0
            }
          }, "a unit was cut")
        for (sequence, next) in zip(sequences, sequences.dropFirst()) {
          #expect(sequence.pairCount + next.segments[0].count > context, "room was left unused")
        }
      case .split:
        #expect(sequences.dropLast().allSatisfy { $0.pairCount == context })
      }
    }
  }
}
