import CandorCore
import SystemPackage

/// A new empty folder, removed with everything in it when the test lets go of it.
final class ScratchFolder: Sendable {
  let path: FilePath

  init() throws {
    path = FilePath("/tmp/candor-tensors-\(String(UInt64.random(in: .min ... .max), radix: 36))")
    try FileSystem.createDirectory(path)
  }

  deinit { try? FileSystem.remove(path) }

  subscript(name: String) -> FilePath { path.appending(name) }
}

/// Without the care of `AtomicFile`, since a test writes thousands.
func write(_ bytes: [UInt8], to path: FilePath) throws {
  let file = try FileDescriptor.open(
    path, .writeOnly, options: [.create, .truncate], permissions: .ownerReadWrite)
  try file.closeAfter { _ = try file.writeAll(bytes) }
}

/// The `CandorError` that `body` throws; nil if it throws none.
func candorError(_ body: () throws -> Void) -> CandorError? {
  do {
    try body()
    return nil
  } catch {
    return error as? CandorError
  }
}
