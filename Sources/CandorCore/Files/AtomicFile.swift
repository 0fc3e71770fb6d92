import SystemPackage

/// Writes whole files, each in one step: a reader sees the old file or the new one, never a part.
public enum AtomicFile {
  /// Replaces or makes the file at `path`; see `AtomicFileWriter` for what a crash can leave.
  ///
  /// - Throws: `notFound` if the folder is missing; `inputOutput`, and the old file is untouched.
  public static func write(_ bytes: RawSpan, to path: FilePath) throws {
    var writer = try AtomicFileWriter(to: path)
    try writer.append(bytes)
    try writer.commit()
  }

  /// Replaces or makes the file at `path`.
  public static func write(_ bytes: [UInt8], to path: FilePath) throws {
    try write(bytes.rawBytes, to: path)
  }

  /// Replaces or makes the file at `path` with the UTF-8 bytes of `text`.
  public static func write(_ text: String, to path: FilePath) throws {
    try write(Array(text.utf8), to: path)
  }
}
