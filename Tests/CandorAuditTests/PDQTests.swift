import CandorAudit
import CandorCore
import SystemPackage
import Testing

struct PDQTests {
  /// A hash with bits at these places turned.
  private static func turned(_ hash: PDQHash, _ places: some Sequence<Int>) -> PDQHash {
    var bits = SIMD4<UInt64>()
    for place in places { bits[place / 64] ^= 1 << UInt64(place % 64) }
    return hash.differing(in: bits)
  }

  @Test("the index finds what a comparison with each hash finds, at every distance around 31")
  func exact() {
    var generator = SystemRandomNumberGenerator()
    func random() -> PDQHash {
      PDQHash(SIMD4(generator.next(), generator.next(), generator.next(), generator.next()))
    }
    let hashes = (0..<2000).map { _ in random() }
    let index = PDQIndex(hashes)
    for distance in Array(0...40) + Array(repeating: 31, count: 40) {
      for hash in hashes[..<20] {
        let other = Self.turned(hash, (0..<256).shuffled().prefix(distance))
        #expect(index.hasNear(other) == hashes.contains { $0.isNear(other) })
        #expect(index.hasNear(other) == (distance <= 31))
      }
    }
    #expect(!PDQIndex([]).hasNear(random()))
  }

  @Test("bits that differ may be spread as evenly as can be")
  func spread() {
    let hash = PDQHash(SIMD4(repeating: 0xFF00_FF00_A5A5_1234))
    let index = PDQIndex([hash])
    // Two bits in each slot of 16 bits but one, which has one; and then two in each.
    let places = (0..<16).flatMap { [16 * $0 + 3, 16 * $0 + 9] }
    for left in places {
      #expect(index.hasNear(Self.turned(hash, places.filter { $0 != left })))
    }
    #expect(!index.hasNear(Self.turned(hash, places)))
  }

  private static let digits =
    "f8f8f0cee0f4a84f06370a22038f63f0b36e2ed596621e1d33e6b39c4e9c9b22"

  private func list(_ entries: [String], in scratch: Scratch) throws -> AuditList {
    let text = try scratch.write("entries", entries.joined(separator: "\n"))
    var builder = ListBuilder(
      try ListHeader(
        name: "images", version: "1", source: "a test", category: "tests", expires: "2999-01-01",
        isSealed: false, keys: .pdq), suffixes: nil)
    try builder.add(text)
    #expect(try builder.write(to: scratch.path.appending("images.list")).entries == 1)
    return try AuditList(scratch.path.appending("images.list"), today: "", suffixes: nil)
  }

  @Test("rows are found by the hash in a field for it, unless its quality is low")
  func rows() throws {
    let scratch = try Scratch()
    let near = "00" + Self.digits.dropFirst(2)
    let far = "0000000000000000" + Self.digits.dropFirst(16)
    let list = try list([Self.digits, Self.digits.uppercased()], in: scratch)
    let rows = [
      #"{"pdq": "\#(Self.digits)"}"#, #"{"image_PDQ": "\#(near.uppercased())", "quality": 50}"#,
      #"{"pdq": "\#(far)"}"#, #"{"pdq": "\#(near)", "pdq_quality": 49}"#,
      #"{"sha256": "\#(Self.digits)"}"#, #"{"pdq": "\#(near)", "image quality": 3}"#,
      #"{"pdq": "\#(near)", "quality": "nan"}"#,
      #"{"pdq": "\#(near)", "quality": 3, "pdq_quality": 80}"#,
    ]
    let data = try scratch.write("data.jsonl", rows.joined(separator: "\n"))
    let report = try Audit(of: [data], AuditSelection([.list]), by: RuleBook(lists: [list]))
      .run(using: WorkerPool(threads: 1))
    #expect(report.findings.first?.places.map(\.row) == [0, 1, 5, 6, 7])
    let table = try scratch.write("data.csv", "url,pdq\nx,\(near)\ny,\(far)\n")
    let rest = try Audit(of: [table], AuditSelection([.list]), by: RuleBook(lists: [list]))
      .run(using: WorkerPool(threads: 1))
    #expect(rest.findings.first?.places.map(\.row) == [0])
  }

  @Test("an entry that is no hash, or that of an empty image, is refused with its line")
  func refusals() throws {
    let scratch = try Scratch()
    for entry in ["12", String(repeating: "g", count: 64), String(repeating: "0", count: 64)] {
      let error = #expect(throws: CandorError.self) {
        _ = try list(["# fine", Self.digits, entry], in: scratch)
      }
      #expect(error?.code == .malformed && error?.location?.line == 3)
    }
  }
}
