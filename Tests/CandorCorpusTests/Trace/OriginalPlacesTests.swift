import CandorCore
import Testing

@testable import CandorCorpus

@Suite struct OriginalPlacesTests {
  /// The form of an index leaves white space out and keeps every other byte, in order.
  @Test("each byte that stays is found again where it stood")
  func places() throws {
    let random = RandomStream(seed: 8, purpose: .generator)
    let pieces = ["a", "bcd", " ", "\n\n   ", "-", "é", "don't", "語", "…", "42", "(", "\t"]
    for number in 0..<300 {
      let length = Int(random.integer(UInt32(number), below: 200))
      let text = (0..<length).reduce(into: [UInt8]()) { text, piece in
        let place = random.integer(UInt32(number * 1000 + piece), below: UInt64(pieces.count))
        text += Array(pieces[Int(place)].utf8)
      }
      var form = TokenText()
      form.append(text.span)
      let (bytes, gaps) = (form.bytes, try DocumentTable.gaps(in: form.gaps.span))
      let kept = bytes.indices.filter { bytes[$0] > TokenText.space }
      let original = text.indices.filter { text[$0] > TokenText.space }
      #expect(OriginalPlaces.find(kept, in: bytes.span, gaps: gaps) == original)
      // One at a time, as for a span; and the same place twice.
      guard !kept.isEmpty else { continue }
      let (middle, expected) = (kept[kept.count / 2], original[kept.count / 2])
      let found = OriginalPlaces.find([middle, middle], in: bytes.span, gaps: gaps)
      #expect(found == [expected, expected])
    }
  }
}
