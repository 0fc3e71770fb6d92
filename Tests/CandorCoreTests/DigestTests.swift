import CandorCore
import Testing

@Suite struct DigestTests {
  /// FIPS 180-4 examples.
  @Test(
    "known answers",
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
    ])
  func knownAnswers(text: String, hex: String) throws {
    let digest = Digest(of: text)
    #expect(digest.hex == hex && digest.description == hex)
    #expect(Digest(hex: hex) == digest)
    #expect(Digest(bytes: digest.bytes) == digest)
    let scratch = try Scratch()
    try AtomicFile.write(text, to: scratch["file"])
    #expect(try Digest.ofFile(scratch["file"]) == digest)
  }

  @Test(
    "what is not 64 lower-case hexadecimal digits is no digest",
    arguments: [
      "", "e3", String(repeating: "0", count: 63), String(repeating: "0", count: 65),
      String(repeating: "G", count: 64), String(repeating: "A", count: 64),
      String(repeating: "é", count: 32), String(repeating: " ", count: 64),
    ])
  func refuses(hex: String) {
    #expect(Digest(hex: hex) == nil)
  }

  @Test("pieces join, and integers count as little-endian bytes")
  func builder() {
    var builder = DigestBuilder()
    builder.update("ab")
    let early = builder.finalize()
    builder.update([0x63])
    #expect(early == Digest(of: "ab"))
    #expect(builder.finalize() == Digest(of: "abc"))
    builder.update(0x0403_0201 as UInt32)
    builder.update(0x0807_0605_0403_0201 as UInt64)
    #expect(
      builder.finalize()
        == Digest(of: Array("abc".utf8) + [1, 2, 3, 4] + [1, 2, 3, 4, 5, 6, 7, 8]))
  }
}
