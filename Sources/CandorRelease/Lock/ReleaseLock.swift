import CandorCore
import SystemPackage

/// `release.lock.json`: what the tool measured when it made a release.
///
/// It names every file by digest, and the run by its chain of states. What people say about the
/// release is in `ReleaseManifest`. The format is specified in `docs/release-format.md`.
public struct ReleaseLock: Sendable, Equatable {
  public static let fileName = "release.lock.json"
  public static let format = "candor.release.lock/1"

  /// The program that wrote the lock, for example `candor` and `0.1.0`.
  public var toolName: String
  public var toolVersion: String
  /// The compiler that built it; no bit of the parameters depends on it.
  public var toolchain: String
  /// The version of the numerics contract, on which every bit depends.
  public var numerics: UInt32
  /// In the order of their paths' bytes.
  public var files: [ReleaseFile]
  public var dataset: DatasetRecord?
  public var run: RunRecord?

  public init(
    toolName: String, toolVersion: String, toolchain: String, numerics: UInt32,
    files: [ReleaseFile] = [], dataset: DatasetRecord? = nil, run: RunRecord? = nil
  ) {
    (self.toolName, self.toolVersion, self.toolchain) = (toolName, toolVersion, toolchain)
    (self.numerics, self.files, self.dataset, self.run) = (numerics, files, dataset, run)
  }

  /// Reads the lock of a release and checks it in itself: the order of the files, the chain.
  ///
  /// - Throws: `malformed`, `mismatch` for a broken chain, `unsupported` for another format
  ///   version, `notFound`, `inputOutput`.
  public init(in folder: FilePath) throws {
    let path = folder.appending(Self.fileName)
    let value = try JSONValue.load(path)
    try self.init(value, file: path.string)
  }

  /// Writes the lock into the folder, in one step.
  public func write(in folder: FilePath) throws {
    try AtomicFile.write(encoded.pretty(), to: folder.appending(Self.fileName))
  }

  /// Takes down every file of the folder; the last thing to do before `write`.
  ///
  /// - Throws: as `verifyFiles`; `mismatch` when the dataset names a file that is not there.
  public mutating func recordFiles(in folder: FilePath, using pool: WorkerPool) throws {
    let paths = try ReleaseFolder.paths(in: folder)
    files = try ReleaseFolder.measure(paths, in: folder, pool: pool).compactMap(\.self)
    try checkReferences(at: .init(file: folder.string))
  }

  /// Compares the folder with the lock: every difference, in the order of the paths' bytes.
  ///
  /// - Throws: `malformed` for links, devices and unfit names in the folder; `inputOutput`.
  /// - Complexity: reads every byte of the release once, on all threads of the pool.
  public func verifyFiles(in folder: FilePath, using pool: WorkerPool) throws -> [FileMismatch] {
    let known = Set(files.map(\.path))
    let present = try ReleaseFolder.paths(in: folder)
    let found = try ReleaseFolder.measure(files.map(\.path), in: folder, pool: pool)
    let differences = zip(files, found).compactMap { expected, found -> FileMismatch? in
      guard let found else { return FileMismatch(path: expected.path, kind: .missing(expected)) }
      guard found != expected else { return nil }
      return FileMismatch(path: expected.path, kind: .changed(expected: expected, found: found))
    }
    let extra = present.filter { !known.contains($0) }.map { FileMismatch(path: $0, kind: .extra) }
    return (differences + extra).sorted { $0.path < $1.path }
  }

  /// Compares the run with a ledger that was read: the skeleton must be the ledger's.
  ///
  /// - Throws: `mismatch`, naming what differs; `notFound` when the lock has no run.
  public func verify(_ ledger: RunLedger, file: String = RunLedger.fileName) throws {
    guard let run else {
      throw CandorError(.notFound, "the lock records no run", at: .init(file: Self.fileName))
    }
    func check(_ isEqual: Bool, _ field: String, line: Int) throws {
      guard !isEqual else { return }
      throw CandorError(
        .mismatch, "lock and ledger differ in `\(field)`", at: .init(file: file, line: line))
    }
    try check(ledger.inputs.numerics == numerics, "numerics", line: 1)
    try check(ledger.inputs.recipeDigest == run.recipeDigest, "recipeDigest", line: 1)
    try check(ledger.inputs.dataDigest == run.dataDigest, "dataDigest", line: 1)
    try check(ledger.initialState.digest == run.initialState, "initialState", line: 1)
    for (index, (mine, theirs)) in zip(run.segments, ledger.segments).enumerated() {
      try check(mine == theirs.record, "segments[\(index)]", line: theirs.lines.upperBound)
    }
    try check(run.segments.count == ledger.segments.count, "segments", line: 1)
  }

  func checkReferences(at place: CandorError.Location) throws {
    let known = Set(files.map(\.path))
    for path in dataset?.files ?? [] where !known.contains(path) {
      throw CandorError(
        .mismatch, "the dataset names `\(path)`, which is not in the release", at: place)
    }
  }
}
