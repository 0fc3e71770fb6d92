import CandorCore
import CandorRelease
import SystemPackage
import Testing

@testable import CandorInspection

/// Skeletons of well-known releases, each with the answer that a careful reader gives
/// (`Tests/Fixtures/gallery`).
struct GalleryTests {
  static let gallery = FilePath(#filePath).removingLastComponent().removingLastComponent()
    .appending("Fixtures").appending("gallery")

  static let releases = [
    "apertus", "behind-an-api", "deepseek-r1", "laion-5b", "llama-3.1", "olmo-2", "pythia",
    "re-laion-5b", "smollm2", "stable-diffusion-1.5",
  ]

  private static func object(_ name: String) throws -> JSONObject {
    let path = gallery.appending(name).appending("expected.json")
    guard case .object(let object) = try JSONValue.load(path) else {
      throw CandorError(.malformed, "not an object", at: .init(file: path.string))
    }
    return object
  }

  private static func strings(_ object: JSONObject, _ key: String) throws -> [String] {
    try object.array(key).compactMap { if case .string(let text) = $0 { text } else { nil } }
  }

  static func inspect(_ name: String) throws -> Inspection {
    let expected = try object(name)
    func paths(_ key: String, _ role: InspectionPath.Role) throws -> [InspectionPath] {
      try strings(expected, key).map {
        InspectionPath(
          $0 == "." ? gallery.appending(name) : gallery.appending(name).appending($0), role)
      }
    }
    return try Inspection(
      paths("paths", .unstated) + paths("data", .data) + paths("source", .source))
  }

  @Test("every release is what it is known to be", arguments: releases)
  func answers(name: String) throws {
    let expected = try Self.object(name)
    let inspection = try Self.inspect(name)
    #expect(inspection.kind.rawValue == (try expected.string("kind")))
    let pieces = try expected.object("pieces")
    let licences = try expected.object("licences")
    for report in inspection.pieces {
      #expect(
        .string(report.status.rawValue) == pieces[report.piece.rawValue], "\(report.piece)")
      if let licence = licences[report.piece.rawValue] {
        #expect(report.terms?.name.map { .string($0) } ?? .null == licence, "\(report.piece)")
      }
    }
    let verdicts = try expected.object("verdicts")
    #expect(verdicts.count == inspection.verdicts.count)
    for verdict in inspection.verdicts {
      #expect(.string(verdict.verdict) == verdicts[verdict.framework], "\(verdict.framework)")
    }
  }

  @Test(
    "what is here, named or told cites its file; what is quoted stands there", arguments: releases)
  func citations(name: String) throws {
    let inspection = try Self.inspect(name)
    for piece in inspection.pieces where piece.status != .absent {
      #expect(!piece.evidence.isEmpty)
      for evidence in piece.evidence {
        #expect(!evidence.place.path.isEmpty)
        guard let line = evidence.place.line, let quote = evidence.place.quote else { continue }
        // A single path is not named in what it holds.
        let base = Self.gallery.appending(name)
        let files = [base, base.appending("model")].map {
          $0.pushing(FilePath(evidence.place.path))
        }
        let file = try #require(files.first { FileSystem.exists($0) && !FileSystem.isFolder($0) })
        let text = String(decoding: try FileSystem.read(file), as: UTF8.self)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines[line - 1].contains(quote.prefix(40)))
      }
    }
  }

  @Test("terms of weights never reach the data")
  func termsStay() throws {
    for name in ["apertus", "olmo-2", "pythia", "stable-diffusion-1.5"] {
      let inspection = try Self.inspect(name)
      #expect(inspection.pieces.first { $0.piece == .dataset }?.terms == nil)
    }
  }

  @Test("the gate of Apertus and the buckets of SmolLM2 are told")
  func findings() throws {
    #expect(try Self.inspect("apertus").findings.contains { $0.kind == .extraTerms })
    #expect(try Self.inspect("smollm2").findings.contains { $0.kind == .privateLocation })
    #expect(try Self.inspect("stable-diffusion-1.5").findings.contains { $0.kind == .notPinned })
  }
}
