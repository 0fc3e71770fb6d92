import CandorCore
import SystemPackage

/// What several people's reproductions of a release cover together.
public struct PooledReproduction: Sendable, Equatable {
  /// Statements about this release by people who were named.
  public private(set) var statements = 0
  /// Those by others, or about another release.
  public private(set) var ignored = 0
  public let segments: Int
  /// The segments that somebody ran again and found equal.
  public private(set) var covered: Set<Int> = []

  /// The part of the run that was run again, from 0 to 1.
  public var share: Double { segments == 0 ? 0 : Double(covered.count) / Double(segments) }

  /// The keys under `reproductions` of `candor verify --json` (docs/cli.md).
  public var json: JSONValue {
    [
      "statements": .integer(Int64(statements)), "ignored": .integer(Int64(ignored)),
      "segments": .integer(Int64(segments)),
      "covered": .array(covered.sorted().map { .integer(Int64($0)) }), "share": .double(share),
    ]
  }

  /// Reads every file of a folder of statements.
  ///
  /// - Parameters:
  ///   - release: the folder of the release.
  ///   - keys: of the people whose word counts.
  /// - Throws: `malformed` and the like for a file that is no statement; `notFound` for a release
  ///   without a recorded run; `inputOutput`.
  public init(of release: FilePath, statements folder: FilePath, by keys: [VerifyingKey]) throws {
    guard let run = try ReleaseLock(in: release).run else {
      throw CandorError(
        .notFound, "the release records no run that could be reproduced",
        at: .init(file: release.appending(ReleaseLock.fileName).string))
    }
    let lock = try Digest.ofFile(release.appending(ReleaseLock.fileName))
    segments = run.segments.count
    for name in try FileSystem.list(folder) where !FileSystem.isFolder(folder.appending(name)) {
      let statement = try ReproductionStatement(folder.appending(name), by: keys)
      guard let statement, statement.lock == lock, statement.segments == segments else {
        ignored += 1
        continue
      }
      statements += 1
      covered.formUnion(statement.replayed)
    }
  }
}
