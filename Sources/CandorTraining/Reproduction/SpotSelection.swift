import CandorCore

/// Draws the segments of a spot check from the verifier's own randomness.
///
/// Draw i is the first eight bytes, little-endian, of SHA-256("candor.spot/1\n" ‖ challenge ‖ i as
/// UInt64), scaled to the number of candidates that are left; Philox is not used because whoever made
/// the release could have tried seeds against it.
struct SpotSelection {
  let challenge: [UInt8]

  /// `count` of `candidates`, without repetition, ascending.
  func choose(_ count: Int, of candidates: [Int]) -> [Int] {
    var left = candidates
    var chosen: [Int] = []
    for draw in 0..<min(count, candidates.count) {
      var builder = DigestBuilder()
      builder.update("candor.spot/1\n")
      builder.update(challenge)
      builder.update(UInt64(draw))
      let word = builder.finalize().bytes.prefix(8).reversed().reduce(UInt64(0)) {
        $0 << 8 | UInt64($1)
      }
      chosen.append(left.remove(at: Int(word.multipliedFullWidth(by: UInt64(left.count)).high)))
    }
    return chosen.sorted()
  }
}
