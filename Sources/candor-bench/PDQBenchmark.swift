import CandorAudit
import CandorCore

/// Hashes of images looked up among others: random ones, of which every hundredth differs in 31 bits from
/// one that is there.
struct PDQBenchmark {
  let entries: Int
  let images: Int
  let threads: Int

  func run() throws {
    var generator = SplitMix64(seed: 1)
    let hashes = (0..<entries).map { _ in PDQHash(generator.words()) }
    let index = PDQIndex(hashes)
    let asked = (0..<images).map { number in
      number % 100 == 0
        ? Self.differing(hashes[number % entries], &generator) : PDQHash(generator.words())
    }
    let pool = try WorkerPool(threads: threads)
    let parts = 64 * threads
    var found = 0
    let measurement = Measurement(warmUp: 1, repeats: 3) {
      found = pool.map(parts) { part in
        asked[images * part / parts..<images * (part + 1) / parts].count { index.hasNear($0) }
      }.reduce(0, +)
    }
    Measurement.report([
      ("what", "pdq"), ("hashes", .integer(Int64(entries))), ("images", .integer(Int64(images))),
      ("threads", .integer(Int64(threads))), ("found", .integer(Int64(found))),
      ("imagesPerSecond", Measurement.rounded(Double(images) / measurement.median)),
      ("peakMegabytes", Measurement.peakMegabytes),
    ])
  }

  /// A hash that differs in 31 bits.
  private static func differing(_ hash: PDQHash, _ generator: inout SplitMix64) -> PDQHash {
    var places: Set<Int> = []
    while places.count < 31 { places.insert(Int(generator.next() & 255)) }
    var words = SIMD4<UInt64>()
    for place in places { words[place >> 6] |= 1 << UInt64(place & 63) }
    return hash.differing(in: words)
  }
}

private struct SplitMix64 {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }

  mutating func words() -> SIMD4<UInt64> { SIMD4(next(), next(), next(), next()) }
}
