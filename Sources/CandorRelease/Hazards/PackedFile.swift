/// Files whose contents are packed, and are not looked into here.
enum PackedFile {
  /// Archives whatever is in them, and what packs one file.
  private static let archives: Set<String> = [
    "7z", "rar", "tgz", "tbz", "tbz2", "txz", "tzst", "cab", "zip", "tar", "npz", "keras", "nemo",
    "mar", "whl", "egg", "jar",
  ]
  private static let packers: Set<String> = ["gz", "bz2", "xz", "zst", "lz4", "lzma", "br", "z"]
  /// What loaders of datasets unpack by themselves and read as text or tables.
  private static let tables: Set<String> = [
    "jsonl", "json", "ndjson", "txt", "text", "csv", "tsv", "xml", "html", "warc", "wet", "wat",
    "parquet", "arrow", "md", "log", "svg",
  ]
  private static let marks: [[UInt8]] = [
    [0x1F, 0x8B], [0x28, 0xB5, 0x2F, 0xFD], [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00],
    Array("BZh".utf8), [0x37, 0x7A, 0xBC, 0xAF],
    Array("Rar!".utf8), [0x04, 0x22, 0x4D, 0x18], [0x50, 0x4B, 0x03, 0x04],
  ]

  /// Whether something may be in it that would be told if it were not packed.
  ///
  /// - Parameter bytes: the first ones; empty where those are packed themselves.
  static func mayHide(_ name: String, beginning bytes: [UInt8]) -> Bool {
    let parts = name.lowercased().split(separator: "/").last?.split(separator: ".").map(String.init)
    guard let parts, parts.count > 1, let suffix = parts.last else { return isMarked(bytes) }
    if archives.contains(suffix) { return true }
    guard packers.contains(suffix) || isMarked(bytes) else { return false }
    let inner = packers.contains(suffix) ? parts.dropLast().dropFirst().last : suffix
    return inner.map { !tables.contains($0) } ?? true
  }

  private static func isMarked(_ bytes: [UInt8]) -> Bool { marks.contains(where: bytes.starts) }
}
