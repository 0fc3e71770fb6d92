import CandorCore
import SystemPackage

@testable import CandorRelease

/// A folder of its own for one test, removed at the end.
final class TemporaryFolder: Sendable {
  let path: FilePath

  init() throws {
    let name = "candor-release-\(UInt64.random(in: 0...(.max)))"
    path = FilePath("/tmp").appending(name)
    try FileSystem.createDirectory(path)
  }

  deinit { try? FileSystem.remove(path) }

  func write(_ text: String, to name: String) throws {
    let file = path.appending(name)
    try FileSystem.createDirectory(file.removingLastComponent())
    try AtomicFile.write(text, to: file)
  }
}

/// The folder of the fixtures beside these tests.
let fixtures = FilePath(#filePath).removingLastComponent().appending("Fixtures")
