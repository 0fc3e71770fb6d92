import CandorContainers
import CandorCore
import Testing

struct SystemLibraryTests {
  private static func load(_ packing: Packing, from libraries: [String]) throws {
    switch packing {
    case .gzip: _ = try Zlib(libraries: libraries)
    case .zstandard: _ = try Zstandard(libraries: libraries)
    case .xz: _ = try LZMA(libraries: libraries)
    case .bzip2: _ = try Bzip2(libraries: libraries)
    }
  }

  @Test(
    "a system without a library gets an error that says what to install",
    arguments: [
      (Packing.gzip, "zlib1g"), (.zstandard, "libzstd1"), (.xz, "liblzma5"), (.bzip2, "libbz2-1.0"),
    ])
  func missing(_ packing: Packing, _ package: String) throws {
    let absent = try #require(throws: CandorError.self) {
      try Self.load(packing, from: ["libcandor-has-no-such-library.so"])
    }
    #expect(absent.code == .unavailable)
    #expect(absent.message.contains("libcandor-has-no-such-library.so"))
    #expect(absent.hint?.contains(package) == true)
    let other = try #require(throws: CandorError.self) {
      try Self.load(packing, from: ["libc.so.6", "libSystem.dylib"])
    }
    #expect(other.code == .unavailable && other.message.contains("no function"))
  }
}
