import CandorCore
import Testing

@testable import CandorAudit

struct FindingsCodingTests {
  private var findings: PieceFindings {
    var findings = PieceFindings(.standard)
    let place = PieceFindings.Place(row: 3, range: 5..<1_000_000_000_000)
    findings.tally.clean = 200
    findings.rules[1].places = [place, place]
    findings.unread = [.init(reason: .notJSON, isOnDisk: true, place: place, records: 2)]
    findings.texts =
      TextKey(Array("a text".utf8).span).map {
        [.init(key: $0, bands: [], place: place, state: .flagged)]
      } ?? []
    findings.removed = [.init(place: place, rules: [0, 300])]
    findings.rowCount = 1 << 40
    return findings
  }

  @Test("findings come back as they were, every kind of member")
  func roundTrip() throws {
    let list = [findings, PieceFindings(.standard)]
    let bytes = try FindingsEncoder.bytes(of: list)
    #expect(try FindingsDecoder.decode([PieceFindings].self, from: bytes) == list)
    let numbers = [[0.1, -.infinity]]
    #expect(
      try FindingsDecoder.decode([[Double]].self, from: FindingsEncoder.bytes(of: numbers))
        == numbers)
    let texts = ["é", ""]
    #expect(
      try FindingsDecoder.decode([String].self, from: FindingsEncoder.bytes(of: texts)) == texts)
  }

  @Test("what the form cannot hold is refused where it is written or read")
  func refusals() throws {
    struct Optional: Codable { var number: Int? }
    #expect(throws: EncodingError.self) { try FindingsEncoder.bytes(of: -1) }
    #expect(throws: EncodingError.self) { try FindingsEncoder.bytes(of: Int.max) }
    let bytes = try FindingsEncoder.bytes(of: Optional(number: 1))
    #expect(throws: DecodingError.self) { try FindingsDecoder.decode(Optional.self, from: bytes) }
  }

  @Test("bytes that are cut, too many or changed are refused or read, and never trap")
  func hostile() throws {
    let bytes = try FindingsEncoder.bytes(of: [findings])
    for count in bytes.indices {
      #expect(throws: (any Error).self) {
        try FindingsDecoder.decode([PieceFindings].self, from: Array(bytes[..<count]))
      }
    }
    #expect(throws: DecodingError.self) {
      try FindingsDecoder.decode([PieceFindings].self, from: bytes + [0])
    }
    for index in bytes.indices {
      for value: UInt8 in [0, 1, 0x7F, 0x80, 0xFF] {
        var changed = bytes
        changed[index] = value
        _ = try? FindingsDecoder.decode([PieceFindings].self, from: changed)
      }
    }
  }
}
