import CandorCore
import Testing

@Suite struct FeistelPermutationTests {
  /// Computed by Tests/Oracles/feistel.py.
  @Test(
    "known answers",
    arguments: [
      (1, 0, 0, [0]),
      (10, 0, 0, [2, 1, 0, 4, 7, 3, 8, 9, 5, 6]),
      (10, 0, 1, [1, 9, 0, 5, 6, 4, 2, 3, 7, 8]),
      (16, 1, 0, [10, 5, 2, 11, 14, 7, 1, 8, 3, 13]),
      (17, 1, 0, [9, 1, 6, 5, 16, 8, 0, 15, 4, 11]),
      (1000, 0x0123_4567_89AB_CDEF, 7, [407, 473, 352, 973, 605, 66, 690, 997, 45, 444]),
      (1_000_000_007, 42, 3, [740_254_553, 901_250_453, 364_950_300, 781_818_723]),
      (1 << 40, 42, 3, [159_512_774_497, 160_277_360_659, 37_336_688_726]),
    ] as [(Int, UInt64, UInt32, [Int])])
  func knownAnswers(count: Int, seed: UInt64, epoch: UInt32, elements: [Int]) {
    let permutation = FeistelPermutation(count: count, seed: seed, epoch: epoch)
    #expect(elements.indices.map { permutation[$0] } == elements)
  }

  @Test("every size up to 4,096 is permuted, nothing lost and nothing twice")
  func bijection() {
    for count in 0...4096 {
      let permutation = FeistelPermutation(count: count, seed: 42, epoch: UInt32(count % 3))
      var seen = [Bool](repeating: false, count: count)
      for index in 0..<count { seen[permutation[index]] = true }
      #expect(!seen.contains(false), "count \(count)")
    }
  }

  @Test("seed and epoch change the order; sizes beyond 2³² work")
  func variety() {
    func order(_ seed: UInt64, _ epoch: UInt32) -> [Int] {
      let permutation = FeistelPermutation(count: 1000, seed: seed, epoch: epoch)
      return (0..<1000).map { permutation[$0] }
    }
    #expect(order(1, 0) == order(1, 0))
    #expect(Set([order(1, 0), order(2, 0), order(1 << 32, 0), order(1, 1)]).count == 4)
    #expect(order(1, 0) != Array(0..<1000))
    let large = FeistelPermutation(count: 1 << 40 + 1, seed: 1, epoch: 0)
    let values = (0..<1000).map { large[$0] }
    #expect(Set(values).count == 1000)
    #expect(values.allSatisfy { (0..<large.count).contains($0) })
  }

  @Test("each element comes to each place about equally often")
  func uniformity() {
    // 5 elements over 20,000 epochs: each of 25 cells expects 4,000, standard deviation 57.
    var counts = [Int](repeating: 0, count: 25)
    for epoch in 0..<20_000 as Range<UInt32> {
      let permutation = FeistelPermutation(count: 5, seed: 9, epoch: epoch)
      for index in 0..<5 { counts[5 * index + permutation[index]] += 1 }
    }
    #expect(counts.allSatisfy { abs($0 - 4000) < 300 }, "\(counts)")
  }
}
