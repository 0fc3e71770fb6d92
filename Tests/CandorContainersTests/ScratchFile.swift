import CandorCore
import SystemPackage

/// A file that is there for as long as this is. Nothing waits until it is on the disk.
final class ScratchFile {
  let path = FilePath("/tmp").appending("candor-\(UInt64.random(in: 0 ... .max)).parquet")

  init(_ bytes: [UInt8]) throws {
    let file = try FileDescriptor.open(
      path, .writeOnly, options: [.create, .exclusiveCreate], permissions: .ownerReadWrite)
    _ = try file.closeAfter { try file.writeAll(bytes) }
  }

  deinit { try? FileSystem.remove(path) }
}
