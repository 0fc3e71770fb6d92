import CandorCore

/// What lists call a file.
struct FileKeys: Sendable, Equatable {
  let md5: ListKey
  let sha256: ListKey
}

/// The keys of a file that comes piece by piece.
struct FileKeysBuilder {
  private var md5 = MD5Builder()
  private var sha256 = DigestBuilder()

  mutating func update(_ bytes: RawSpan) {
    md5.update(bytes)
    sha256.update(bytes)
  }

  func finalize() -> FileKeys {
    FileKeys(md5: ListKey(bits: md5.finalize()), sha256: ListKey(sha256.finalize()))
  }
}
