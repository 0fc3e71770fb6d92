import CandorCore
import SystemPackage

/// The bytes of a file in chunks, unpacked if the file is compressed.
enum ByteStream: ~Copyable {
  case plain(FileChunks)
  case packed(PackedStream)

  init(_ file: SourceFile, limits: ReadingLimits) throws {
    let chunks = try FileChunks(file.path)
    if let packing = file.packing {
      self = .packed(try PackedStream(chunks, packing, limits: limits))
    } else {
      self = .plain(chunks)
    }
  }

  /// The next bytes, never empty; `nil` at the end.
  mutating func next() throws -> [UInt8]? {
    switch consume self {
    case .plain(var chunks):
      let next = Result { try chunks.next() }
      self = .plain(chunks)
      return try next.get()
    case .packed(var stream):
      let next = Result { try stream.next() }
      self = .packed(stream)
      return try next.get()
    }
  }
}
