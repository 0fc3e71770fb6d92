import CandorContainers
import CandorCore
import CandorCorpus
import SystemPackage
import Testing

/// The packed files come from Python's modules (Tests/Fixtures/Corpus/make.py).
struct PackedTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func packed(_ packing: Packing) throws -> [UInt8] {
    try FileSystem.read(Fixture.path("packed/two.jsonl\(packing.ending)"))
  }

  private func read(_ bytes: [UInt8], _ packing: Packing) throws -> [String] {
    let file = try folder.write("x.jsonl\(packing.ending)", bytes)
    return try DocumentSource([file]).documents()
      .map { "\($0.id) " + String(decoding: $0.text, as: UTF8.self) }
  }

  /// Where the second member begins.
  private func boundary(_ packed: [UInt8], _ packing: Packing) -> Int {
    packing.memberStart(in: packed, from: 4)
  }

  @Test(
    "members are joined, also in the middle of a record, and ids do not show the packing",
    arguments: Packing.allCases)
  func members(_ packing: Packing) throws {
    let packed = try packed(packing)
    #expect(
      try read(packed, packing) == ["x.jsonl#1 member one", "x.jsonl#2 cut by the member end"])
    #expect(try read(packed + packed, packing).count == 4)
  }

  @Test(
    "a file cut short anywhere is refused, unless the cut falls between members",
    arguments: Packing.allCases)
  func truncation(_ packing: Packing) throws {
    let packed = try packed(packing)
    let boundary = boundary(packed, packing)
    for count in packed.indices where count != boundary {
      let error = try refusal { _ = try read(Array(packed[..<count]), packing) }
      #expect(error.code == .malformed && error.message.contains("cut short"), "\(count): \(error)")
      #expect(error.location?.byteOffset == count)
    }
  }

  @Test(
    "a flipped bit gives an error, or touches only what the format does not check",
    arguments: Packing.allCases)
  func corruption(_ packing: Packing) throws {
    let packed = try packed(packing)
    let intact = try read(packed, packing)
    var refused = 0
    for place in packed.indices {
      var bytes = packed
      bytes[place] ^= 0x10
      do {
        #expect(try read(bytes, packing) == intact, "byte \(place) changed the text unseen")
      } catch let error as CandorError {
        #expect([.malformed, .limitExceeded].contains(error.code), "\(error)")
        refused += 1
      }
    }
    // Gzip, for one, does not check the modification time, the packer's flag and system, and the bits
    // that fill the last byte of the packed data.
    #expect(refused >= packed.count - 2 * 7)
  }

  @Test(
    "what is no member is refused before, between and after members", arguments: Packing.allCases)
  func garbage(_ packing: Packing) throws {
    let packed = try packed(packing)
    for bytes in [[], [packed[0]], Array("plain text".utf8)] {
      #expect(try refusal { _ = try read(bytes, packing) }.code == .malformed)
      guard !bytes.isEmpty else { continue }
      let error = try refusal { _ = try read(packed + bytes, packing) }
      #expect(error.code == .malformed)
      #expect(try #require(error.location?.byteOffset) >= packed.count)
    }
  }

  @Test("zeros after an xz stream are padding; frames to be skipped are skipped; long windows")
  func padding() throws {
    let packed = try packed(.xz)
    #expect(try read(packed + [0, 0, 0, 0] + packed, .xz).count == 4)
    for name in ["skippable", "window"] {
      let bytes = try FileSystem.read(Fixture.path("packed/\(name).jsonl.zst"))
      #expect(try read(bytes, .zstandard) == ["x.jsonl#1 a long look back"])
    }
  }

  @Test("a bomb is refused by its ratio or its size, and unpacks if the limits allow it")
  func bomb() throws {
    let path = Fixture.path("bomb.txt.gz")
    func read(_ limits: ReadingLimits) throws -> Int {
      try DocumentSource([path], options: ReadingOptions(limits: limits)).documents()[0].text.count
    }
    let ratio = try refusal { _ = try read(ReadingLimits()) }
    #expect(ratio.code == .limitExceeded && ratio.message.contains("200 times"))
    let size = try refusal { _ = try read(ReadingLimits(unpackedBytes: 1 << 20)) }
    #expect(size.code == .limitExceeded && size.message.contains("1048576 bytes"))
    #expect(try read(ReadingLimits(unpackedRatio: 2000)) == 32 << 20)
  }

  @Test("a bomb in any packing is refused by its ratio", arguments: Packing.allCases)
  func bombs(_ packing: Packing) throws {
    let path = Fixture.path("packed/bomb.txt\(packing.ending)")
    let error = try refusal { _ = try DocumentSource([path]).documents() }
    #expect(error.code == .limitExceeded && error.message.contains("200 times"))
  }
}
