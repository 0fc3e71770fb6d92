import CandorCore
import SystemPackage

/// A file that is read at places, by any number of threads.
final class PlacedFile: Sendable {
  let size: Int
  private let path: FilePath
  private let descriptor: FileDescriptor

  /// - Throws: `notFound`, `mismatch` if it is no regular file, `inputOutput`.
  init(_ path: FilePath) throws {
    // Sees that it is a regular file.
    _ = try FileChunks(path)
    self.path = path
    size = try FileSystem.size(path)
    do {
      descriptor = try .open(path, .readOnly, options: [.closeOnExec])
    } catch {
      throw CandorError(
        .inputOutput, "the file cannot be opened: \(error)", at: .init(file: path.string))
    }
  }

  deinit { try? descriptor.close() }

  /// The bytes of a range.
  ///
  /// - Throws: ``ParquetDamage`` if the file has become shorter or the system cannot read.
  func read(_ range: Range<Int>) throws -> [UInt8] {
    var isDone = true
    // SAFETY: each read writes within the part of the buffer that it is given, and says how many bytes
    // it has written; `count` is their sum.
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: range.count) { buffer, count in
      while count < range.count {
        let rest = unsafe UnsafeMutableRawBufferPointer(
          rebasing: UnsafeMutableRawBufferPointer(buffer)[count..<range.count])
        let place = Int64(range.lowerBound + count)
        guard let step = unsafe try? descriptor.read(fromAbsoluteOffset: place, into: rest),
          step > 0
        else {
          isDone = false
          return
        }
        count += step
      }
    }
    guard isDone else { throw ParquetDamage("the file could not be read", at: range) }
    return bytes
  }
}
