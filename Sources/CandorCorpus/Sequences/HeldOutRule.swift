import CandorCore

/// Which documents are kept from training, to measure on.
///
/// Let x be word 0 of Philox4x32-10 for the counter (document, 8, 0, 2) under the seed's key, where
/// `document` is the document's place in the dataset from 0 and 2 is `RandomPurpose.dataOrder`. The
/// document is held out if ⌊1000·x / 2³²⌋ < `perMille`. (The order of training uses the second
/// counter words 0 to 7, so the two share no number.)
package struct HeldOutRule: Sendable, Equatable {
  /// From 0, nothing, to 999.
  package let perMille: Int
  private let seed: UInt64

  /// - Throws: `usage` if `perMille` is not from 0 to 999.
  package init(perMille: Int, seed: UInt64) throws {
    guard (0...999).contains(perMille) else {
      throw CandorError(
        .usage, "\(perMille) per mille of the documents cannot be held out",
        hint: "hold out 0 to 999 per mille; 5 is usual for a large dataset")
    }
    self.perMille = perMille
    self.seed = seed
  }

  package func holdsOut(document: UInt32) -> Bool {
    let word = RandomStream(seed: seed, purpose: .dataOrder, stream: 8)[document][0]
    return (UInt64(word) * 1000) >> 32 < UInt64(perMille)
  }
}
