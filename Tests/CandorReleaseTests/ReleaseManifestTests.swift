import CandorCore
import SystemPackage
import Testing

@testable import CandorRelease

@Suite("The manifest")
struct ReleaseManifestTests {
  private static let example = fixtures.appending("release")

  private func read(replacing old: String, with new: String) throws -> ReleaseManifest {
    let text = String(
      decoding: try FileSystem.read(Self.example.appending("release.yaml")), as: UTF8.self)
    let parts = text.split(separator: old, maxSplits: 1, omittingEmptySubsequences: false)
    try #require(parts.count == 2, "`\(old)` is in the example")
    return try ReleaseManifest(
      StrictMapping(parsing: Array("\(parts[0])\(new)\(parts[1])".utf8), file: "release.yaml"))
  }

  @Test("of the example names all seven pieces, their places and terms")
  func example() throws {
    let manifest = try ReleaseManifest(in: Self.example)
    #expect(manifest.name == "example")
    #expect(manifest.pieces.map(\.piece) == Piece.allCases)
    let dataset = try #require(manifest[.dataset])
    #expect(dataset.paths.map(\.text) == ["data/documents.jsonl"])
    #expect(dataset.licence?.identifiers == ["CC0-1.0"])
    #expect(dataset.needs == [.randomNumberGeneration])
    #expect(manifest[.softwareFrameworks]?.references.first?.digest == Digest(of: "toolchain"))
    #expect(manifest[.systemSourceCode]?.absence != nil)
  }

  @Test(
    "is refused, with file and line, when anything is out of order",
    arguments: [
      ("candor.release/1", "candor.release/2", "this program reads"),
      ("dataset:", "datasets:", "missing key `pieces.dataset`"),
      ("dataset:", "extra: {absent: x}\n  dataset:", "unknown key `pieces.extra`"),
      ("data/documents.jsonl", "../secrets", "no path in a release"),
      ("data/documents.jsonl", "/etc/passwd", "no path in a release"),
      ("licence: CC0-1.0", "licence: CC0 1.0", "no SPDX licence expression"),
      ("licence: CC0-1.0", "license: CC0-1.0", "has no `licence`"),
      ("needs: [randomNumberGeneration]", "needs: [randomNumbers]", "must be one of"),
      ("needs: [randomNumberGeneration]", "needs: [dataset, dataset]", "given once only"),
      ("absent: ", "copyright: ", "says neither where"),
      ("[data/documents.jsonl]", "[data/documents.jsonl, data/documents.jsonl]", "given twice"),
      ("version: \"1.0\"", "version: 1.0", "must be text"),
    ])
  func refusals(old: String, new: String, message: String) throws {
    let error = try #require(throws: CandorError.self) { try read(replacing: old, with: new) }
    #expect(error.message.contains(message), "\(error)")
    #expect(error.location?.file == "release.yaml")
    #expect(error.location?.line != nil)
  }

  @Test("that is not there is reported as missing")
  func absent() throws {
    let error = try #require(throws: CandorError.self) {
      try ReleaseManifest(in: FilePath("/nonexistent"))
    }
    #expect(error.code == .notFound)
  }
}
