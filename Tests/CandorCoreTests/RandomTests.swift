import CandorCore
import Testing

@Suite struct RandomTests {
  /// The vectors that Random123 ships (kat_vectors, philox4x32 10).
  @Test("Philox gives the published answers")
  func philox() {
    let ones = UInt32.max
    #expect(
      Philox.block(counter: SIMD4(0, 0, 0, 0), key: SIMD2(0, 0))
        == SIMD4(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8))
    #expect(
      Philox.block(counter: SIMD4(ones, ones, ones, ones), key: SIMD2(ones, ones))
        == SIMD4(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd))
    #expect(
      Philox.block(
        counter: SIMD4(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344),
        key: SIMD2(0xa409_3822, 0x299f_31d0))
        == SIMD4(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1))
  }

  @Test("a stream is Philox of (index, stream, step, purpose) under the seed's halves")
  func stream() {
    let stream = RandomStream(
      seed: 0x299f_31d0_a409_3822, purpose: .sampling, stream: 7, step: 9)
    #expect(
      stream[5]
        == Philox.block(counter: SIMD4(5, 7, 9, 3), key: SIMD2(0xa409_3822, 0x299f_31d0)))
    #expect(RandomPurpose.allCases.map(\.rawValue) == [1, 2, 3, 4, 5])
  }

  @Test("uniform numbers are the upper 24 bits of the first word")
  func uniform() {
    // The first word of the zero block is 6627e8d5; with purpose 1 it is computed here.
    let stream = RandomStream(seed: 3, purpose: .initialisation)
    for index in 0..<1000 as Range<UInt32> {
      let value = stream.uniform(index)
      #expect(value >= 0 && value < 1)
      #expect(value * 0x1p24 == Float(stream[index][0] >> 8))
    }
  }

  @Test("integers lie below their bound and follow the multiplication rule")
  func integers() {
    let stream = RandomStream(seed: 3, purpose: .generator)
    for bound in [1, 2, 3, 10, 1 << 32, UInt64(Int.max)] {
      for index in 0..<200 as Range<UInt32> {
        let words = stream[index]
        // The product of 64 and 64 bits, by hand in halves.
        let (low, high) = (UInt64(words[0]), UInt64(words[1]))
        let (boundLow, boundHigh) = (bound & 0xFFFF_FFFF, bound >> 32)
        let middle = high * boundLow + (low * boundLow) >> 32
        let other = low * boundHigh + (middle & 0xFFFF_FFFF)
        let expected = high * boundHigh + middle >> 32 + other >> 32
        #expect(stream.integer(index, below: bound) == Int(expected))
      }
    }
    var counts = [Int](repeating: 0, count: 6)
    for index in 0..<60_000 as Range<UInt32> { counts[stream.integer(index, below: 6)] += 1 }
    #expect(counts.allSatisfy { abs($0 - 10_000) < 500 }, "five and a half standard deviations")
  }
}
