import CandorCore
import CandorCorpus
import SystemPackage
import Testing

/// The packed files come from Python's gzip module (Tests/Fixtures/Corpus/make.py).
struct GzipTests {
  private let folder: TemporaryFolder
  private let packed: [UInt8]

  init() throws {
    folder = try TemporaryFolder()
    packed = try FileSystem.read(Fixture.path("dataset/deep/two.jsonl.gz"))
  }

  private func read(_ bytes: [UInt8]) throws -> [String] {
    let file = try folder.write("x.jsonl.gz", bytes)
    return try DocumentSource([file]).documents()
      .map { "\($0.id) " + String(decoding: $0.text, as: UTF8.self) }
  }

  @Test("members are joined, also in the middle of a record, and ids do not show the packing")
  func members() throws {
    #expect(
      try read(packed) == ["x.jsonl#1 member one", "x.jsonl#2 cut by the member end"])
    #expect(try read(packed + packed).count == 4)
  }

  @Test("a file cut short anywhere is refused, unless the cut falls between members")
  func truncation() throws {
    let boundary = try #require(
      (1..<packed.count).first { packed[$0...].starts(with: [0x1F, 0x8B]) })
    for count in packed.indices where count != boundary {
      let error = try refusal { _ = try read(Array(packed[..<count])) }
      #expect(error.code == .malformed && error.message.contains("cut short"), "\(count): \(error)")
      #expect(error.location?.byteOffset == count)
    }
  }

  @Test("a flipped bit gives an error, or touches only what gzip does not check")
  func corruption() throws {
    let intact = try read(packed)
    var refused = 0
    for place in packed.indices {
      var bytes = packed
      bytes[place] ^= 0x10
      do {
        #expect(try read(bytes) == intact, "byte \(place) changed the text unseen")
      } catch let error as CandorError {
        #expect(error.code == .malformed, "\(error)")
        refused += 1
      }
    }
    // Gzip does not check the modification time, the packer's flag and system, and the bits that
    // fill the last byte of the packed data.
    #expect(refused >= packed.count - 2 * 7)
  }

  @Test(
    "what is no gzip member is refused before, between and after members",
    arguments: [
      [], [0x1F], Array("plain text".utf8),
    ] as [[UInt8]])
  func garbage(bytes: [UInt8]) throws {
    #expect(try refusal { _ = try read(bytes) }.code == .malformed)
    if !bytes.isEmpty {
      let error = try refusal { _ = try read(packed + bytes) }
      #expect(error.code == .malformed)
      #expect(try #require(error.location?.byteOffset) >= packed.count)
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

  @Test("a system without zlib gets an error that says what to install")
  func missingLibrary() throws {
    let error = try refusal { _ = try Zlib(libraries: ["libcandor-has-no-such-library.so"]) }
    #expect(error.code == .unavailable)
    #expect(error.message.contains("libcandor-has-no-such-library.so"))
    #expect(error.hint?.contains("zlib1g") == true)
    #expect(
      try refusal { _ = try Zlib(libraries: ["libc.so.6", "libSystem.dylib"]) }.code == .unavailable
    )
  }
}
