import CandorCore
import CandorRelease
import SystemPackage

/// What a bill of materials says of a system, whatever its format: the seven pieces, their files with
/// digests, the training's settings, the seeds.
public struct BillOfMaterials: Sendable {
  public struct File: Sendable {
    public let path: String
    public let digest: Digest
    /// The first piece whose evidence stands in it.
    public let piece: Piece?
  }

  public enum Format: String, Sendable, CaseIterable {
    case cycloneDX = "cyclonedx"
    case cycloneDX17 = "cyclonedx-1.7"
    case spdx
  }

  public let inspection: Inspection
  /// In the order of the survey.
  public let files: [File]
  /// When it was made, as `2026-01-31T14:05:59Z`.
  public let created: String
  /// The program that made it.
  public let tool: (name: String, version: String)

  /// Names the same system with the same files the same way.
  public let identity: Digest

  /// Inspects paths, and reads every file once for its digest.
  ///
  /// - Parameter created: the time in UTC, to the second.
  /// - Throws: as `Inspection.init`; `inputOutput` for a file that cannot be read.
  public init(
    _ paths: [InspectionPath], tool: (name: String, version: String), created: String,
    using pool: WorkerPool
  ) throws {
    let survey = try Survey(paths)
    let inspection = try Inspection(survey)
    let places = survey.roots.flatMap(\.files)
    let digests = pool.map(places.count) { index in
      Result { try Digest.ofFile(places[index].place) }
    }
    files = try zip(places, digests).map { file, digest in
      let piece = inspection.pieces.first { report in
        report.status.isHere && report.evidence.contains { $0.place.path == file.shown }
      }
      return File(path: file.shown, digest: try digest.get(), piece: piece?.piece)
    }
    var builder = DigestBuilder()
    builder.update(Array(inspection.name.utf8))
    for file in files { builder.update(Array((file.path + "\u{0}" + file.digest.hex + "\n").utf8)) }
    identity = builder.finalize()
    (self.inspection, self.tool, self.created) = (inspection, tool, created)
  }

  public func json(_ format: Format) -> JSONValue {
    switch format {
    case .cycloneDX: CycloneDXWriter(self, version: "1.6").json
    case .cycloneDX17: CycloneDXWriter(self, version: "1.7").json
    case .spdx: SPDXWriter(self).json
    }
  }

  /// A name for an element of a bill: letters, digits, `.` and `-`.
  static func reference(_ words: String...) -> String {
    let text = words.joined(separator: "-").lowercased()
    return String(text.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == ".") ? $0 : "-" })
  }
}
