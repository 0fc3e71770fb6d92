import CandorCore

/// A file of a release and what its bytes must be.
public struct ReleaseFile: Sendable, Equatable {
  public let path: ReleasePath
  public let bytes: Int
  public let digest: Digest

  public init(path: ReleasePath, bytes: Int, digest: Digest) {
    (self.path, self.bytes, self.digest) = (path, bytes, digest)
  }
}

/// A way in which a folder is not what its lock says.
public struct FileMismatch: Sendable, Equatable, CustomStringConvertible {
  public enum Kind: Sendable, Equatable {
    case changed(expected: ReleaseFile, found: ReleaseFile)
    case missing(ReleaseFile)
    /// Not in the lock: nobody vouches for it.
    case extra
  }

  public let path: ReleasePath
  public let kind: Kind

  public var description: String {
    switch kind {
    case .changed(let expected, let found):
      expected.bytes == found.bytes
        ? "`\(path)` has digest \(found.digest.hex), expected \(expected.digest.hex)"
        : "`\(path)` has \(found.bytes) bytes, expected \(expected.bytes)"
    case .missing: "`\(path)` is missing"
    case .extra: "`\(path)` is not in the lock"
    }
  }
}
