import CandorCore
import SystemPackage

/// Whether a folder is what it says it is, and whether loading it is safe: every digest of its lock, the
/// signature of its files, and what among them would run.
public struct Verification: Sendable {
  public enum Verdict: String, Sendable {
    /// Every file is as its lock or a trusted signature says.
    case verified
    /// Files were changed, added or removed.
    case altered
    /// There is a signature, and it is not by whom it should be.
    case untrusted
    /// Loading the files, as they were recorded, runs code or may do so.
    case executable
    /// No lock and no trusted signature says what the files should be.
    case unvouched
  }

  /// How many files there are.
  public let files: Int
  public let bytes: Int
  public let hasLock: Bool
  public let differences: FolderDifferences
  /// The bundle that was looked at.
  public let signatureFile: FilePath?
  public let signature: SignatureVerdict
  /// The worst first.
  public let hazards: [Hazard]

  public var verdict: Verdict {
    if !differences.isEmpty { return .altered }
    if case .invalid = signature { return .untrusted }
    if hazards.contains(where: \.isUnsafe) { return .executable }
    if case .valid = signature { return .verified }
    return hasLock ? .verified : .unvouched
  }
}

extension Verification {
  /// Verifies a folder, or a single file.
  ///
  /// - Parameters:
  ///   - signature: the bundle; nil for `model.sig` in the folder, if it is there; beside a single file, for what
  ///     `places` says, if somebody is to be trusted.
  ///   - trust: whom to believe; a signature is then demanded.
  /// - Throws: `malformed` and the like for a lock or bundle that cannot be read; `notFound`,
  ///   `inputOutput`. That something was altered is a result.
  /// - Complexity: reads every byte that a digest is known of once, on all threads of the pool.
  public init(
    of path: FilePath, signature file: FilePath? = nil, trust: ModelSignature.Trust,
    using pool: WorkerPool
  ) throws {
    let listing = try FolderListing(path)
    let signature = try Self.signature(file, of: path, listing, trust: trust)
    if let signature, signature.manifest.isOfSingleFile, !listing.isSingleFile {
      throw CandorError(
        .usage, "this is a signature over one file, not over a folder",
        hint: "name that file: `candor verify FILE --signature \(signature.path)`",
        at: .init(file: signature.path.string))
    }
    let lockFile = ReleaseLock.fileName
    let hasLock = !listing.isSingleFile && listing.entries.contains { $0.name == lockFile }
    let lock = hasLock ? try ReleaseLock(in: path) : nil

    let slices = (lock?.slices(in: listing) ?? []) + (signature?.slices(in: listing) ?? [])
    let followsLinks = signature?.manifest.policy.allowsLinks ?? false
    let digests = try listing.digests(of: Set(slices), followsLinks: followsLinks, using: pool)
    var differences = FolderDifferences()
    if let lock { differences.formUnion(lock.differences(from: listing, digests)) }
    if let signature { differences.formUnion(signature.differences(from: listing, digests)) }

    files = listing.entries.count
    bytes = listing.entries.reduce(0) { $0 + $1.bytes }
    self.hasLock = hasLock
    self.differences = differences
    signatureFile = signature?.path
    self.signature = try signature?.judge(trust) ?? .absent
    hazards = try HazardScan.hazards(in: listing)
  }

  private static func signature(
    _ file: FilePath?, of path: FilePath, _ listing: FolderListing, trust: ModelSignature.Trust
  ) throws -> ModelSignature? {
    if let file { return try ModelSignature(file) }
    let places = ModelSignature.places(for: path)
    // What is called `FILE.sig` may be a signature of another kind, as long as nobody asks for it.
    if case .nobody = trust, listing.isSingleFile { return nil }
    if let place = places.first(where: FileSystem.exists) { return try ModelSignature(place) }
    guard case .nobody = trust else {
      throw CandorError(
        .notFound, "there is no signature here",
        hint: "name the bundle with `--signature FILE`", at: .init(file: places[0].string))
    }
    return nil
  }
}
