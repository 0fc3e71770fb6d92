import CandorCore
import SystemPackage

/// The unpacked bytes of a gzip file of one or more members, in chunks.
///
/// A file that stops inside a member, holds anything after its last member, fails a checksum or
/// unpacks beyond the limits is refused at its byte offset.
/// - Memory: one packed chunk, one unpacked chunk and zlib's window of 32 KiB.
struct GzipStream: ~Copyable {
  private var packed: FileChunks
  private var inflater: Inflater
  private let limits: ReadingLimits

  private var chunk: [UInt8] = []
  private var position = 0
  private var chunkOffset = 0
  private var unpackedBytes = 0
  private var place = Place.beforeFirstMember

  private enum Place { case beforeFirstMember, inMember, betweenMembers }
  private static let capacity = 1 << 18

  init(_ packed: consuming FileChunks, limits: ReadingLimits) throws {
    self.packed = packed
    self.limits = limits
    inflater = try Inflater(Zlib.load())
  }

  mutating func next() throws -> [UInt8]? {
    while true {
      guard try refill() else {
        guard place == .betweenMembers else { throw refusal("the gzip file is cut short") }
        return nil
      }
      if place == .betweenMembers {
        guard chunk[position] == 0x1F else { throw refusal("bytes follow the last gzip member") }
        inflater.reset()
      }
      place = .inMember
      let (output, outcome) = inflater.inflate(chunk, from: &position, capacity: Self.capacity)
      switch outcome {
      case .more: break
      case .memberEnd: place = .betweenMembers
      case .corrupt(let reason): throw refusal("the gzip file is damaged: \(reason)")
      }
      unpackedBytes += output.count
      try checkLimits()
      if !output.isEmpty { return output }
    }
  }

  /// Ensures that the chunk holds an unread byte; `false` at the end of the file.
  private mutating func refill() throws -> Bool {
    if position < chunk.count { return true }
    // A full output may have left unpacked bytes inside zlib, which come out on the next input or
    // are the member's missing end; either way the file decides.
    chunkOffset += chunk.count
    position = 0
    chunk = try packed.next() ?? []
    return !chunk.isEmpty
  }

  private func checkLimits() throws {
    let packedBytes = chunkOffset + position
    if unpackedBytes > limits.unpackedBytes {
      throw CandorError(
        .limitExceeded, "the gzip file unpacks to more than \(limits.unpackedBytes) bytes",
        hint: "split the file, or raise the limit if you trust it", at: location)
    }
    if unpackedBytes > ReadingLimits.ratioFreeBytes,
      unpackedBytes / max(1, limits.unpackedRatio) > packedBytes
    {
      throw CandorError(
        .limitExceeded,
        "the gzip file unpacks to more than \(limits.unpackedRatio) times its size",
        hint: "unpack it with gunzip first if you trust it", at: location)
    }
  }

  private var location: CandorError.Location {
    CandorError.Location(file: packed.path.string, byteOffset: chunkOffset + position)
  }

  private func refusal(_ message: String) -> CandorError {
    CandorError(
      .malformed, message, hint: "fetch the file again, or test it with `gzip -t`", at: location)
  }
}
