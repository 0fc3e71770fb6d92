import CandorCore
import SystemPackage

/// The licences in every text file below some paths, whatever the files are called.
public struct LicenceScan: Sendable {
  /// In the order of the paths; files that are no text or too large are left out.
  public let texts: [RecognisedText]

  /// Copyright files that gather those of a whole distribution are long.
  private static let byteLimit = 16 << 20

  /// - Throws: as `Inspection.init`.
  public init(_ paths: [FilePath], using pool: WorkerPool) throws {
    let files = try Survey(paths.map { InspectionPath($0) }).files
    texts = pool.map(files.count) { index in
      TextFile(reading: files[index], limit: Self.byteLimit).map { RecognisedText($0) }
    }.compactMap(\.self)
  }
}

extension RecognisedText {
  /// One object of `candor inspect --licences --json` (docs/cli.md).
  public var json: JSONValue {
    let matches: [JSONValue] = matches.map { match in
      [
        "licences": .array(match.identifiers.map { .string($0) }),
        "coverage": .double(match.coverage),
        "strangers": .integer(Int64(match.strangers)),
        "contradiction": match.contradiction.map { .string($0) } ?? .null,
        "line": .integer(Int64(match.firstLine)),
      ]
    }
    return [
      "path": .string(place.path), "matches": .array(matches),
      "addsConditions": .bool(addsConditions),
      "conditions": .array(conditions.map { $0.condition.json(at: $0.place) }),
      "leftover": .array(leftover.map { .object(JSONObject($0.members)) }),
    ]
  }
}

extension LicenceCondition {
  func json(at place: Evidence.Place) -> JSONValue {
    .object(JSONObject([("condition", .string(rawValue))] + place.members))
  }
}
