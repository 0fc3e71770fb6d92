import CandorCore

/// What lists call a file.
struct FileKeys: Sendable, Equatable {
  let md5: ListKey
  let sha256: ListKey

  init(md5: ListKey, sha256: ListKey) { (self.md5, self.sha256) = (md5, sha256) }

  init(of bytes: [UInt8]) {
    self.init(md5: ListKey(md5: bytes.span), sha256: ListKey(sha256: bytes.span))
  }
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
