import CandorCore
import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A new empty folder, removed with everything in it when the test lets go of it.
final class Scratch {
  let folder: FilePath

  init() throws {
    let number = UInt64.random(in: .min ... .max)
    folder = FilePath("/tmp/candor-core-\(getpid())-\(String(number, radix: 36))")
    try FileSystem.createDirectory(folder)
  }

  deinit { try? FileSystem.remove(folder) }

  subscript(name: String) -> FilePath { folder.appending(name) }
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
