import CandorCore
import SystemPackage
import Testing

/// A folder that is there for one test.
final class TemporaryFolder {
  let path: FilePath

  init() throws {
    let name = "candor-corpus-\(UInt64.random(in: 0 ... .max))"
    path = FilePath("/tmp").appending(name)
    try FileSystem.createDirectory(path)
  }

  deinit { try? FileSystem.remove(path) }

  /// Makes a file, and the folders it needs; returns its path.
  @discardableResult
  func write(_ name: String, _ bytes: [UInt8]) throws -> FilePath {
    let file = path.pushing(FilePath(name))
    try FileSystem.createDirectory(file.removingLastComponent())
    try? FileSystem.remove(file)
    // Nothing waits until it is on the disk, which would take most of the tests' time.
    let descriptor = try FileDescriptor.open(
      file, .writeOnly, options: [.create, .exclusiveCreate], permissions: .ownerReadWrite)
    _ = try descriptor.closeAfter { try descriptor.writeAll(bytes) }
    return file
  }

  @discardableResult
  func write(_ name: String, _ text: String) throws -> FilePath {
    try write(name, Array(text.utf8))
  }
}

enum Fixture {
  static let folder = FilePath(#filePath).removingLastComponent().removingLastComponent()
    .appending("Fixtures").appending("Corpus")

  static func path(_ name: String) -> FilePath { folder.pushing(FilePath(name)) }
}

/// The `CandorError` that `body` throws.
func refusal(
  _ body: () throws -> Void, sourceLocation: SourceLocation = #_sourceLocation
) throws -> CandorError {
  try #require(throws: CandorError.self, sourceLocation: sourceLocation) { try body() }
}
