import SystemPackage

extension JSONValue {
  /// Reads one JSON text, strictly by RFC 8259.
  ///
  /// - Parameters:
  ///   - bytes: UTF-8 without a byte order mark.
  ///   - file: how errors name the source.
  /// - Throws: `malformed` with line and byte offset, also for a key that occurs twice in an object and
  ///   for a string that is not Unicode (a lone surrogate); `limitExceeded` beyond 64 levels.
  /// - Complexity: O(bytes); about 100 MB/s.
  public static func parse(_ bytes: [UInt8], file: String) throws -> JSONValue {
    var parser = JSONParser(bytes: bytes, file: file)
    return try parser.parseText()
  }

  /// Reads a file that holds one JSON text.
  ///
  /// - Parameter limit: the most bytes that are read.
  /// - Throws: as `parse`; `limitExceeded`, `notFound`, `inputOutput`.
  public static func load(_ path: FilePath, limit: Int = 256 << 20) throws -> JSONValue {
    try parse(FileSystem.read(path, limit: limit), file: path.string)
  }
}
