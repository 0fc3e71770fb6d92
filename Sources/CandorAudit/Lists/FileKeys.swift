/// What lists call a file.
struct FileKeys: Sendable, Equatable {
  let md5: ListKey
  let sha256: ListKey
}
