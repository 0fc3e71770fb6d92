import CandorContainers
import CandorCore
import SystemPackage

/// The unpacked bytes of a compressed file of one or more members, in chunks.
///
/// A file that stops inside a member, holds anything after its last member, fails a checksum or
/// unpacks beyond the limits is refused at its byte offset.
/// - Memory: one packed chunk, one unpacked chunk and the history that the file asks for.
struct PackedStream: ~Copyable {
  private var packed: FileChunks
  private let packing: Packing
  private let unpacker: any Unpacker
  private let limits: ReadingLimits

  private var chunk: [UInt8] = []
  private var position = 0
  private var chunkOffset = 0
  private var unpackedBytes = 0
  private var holdsMore = false
  private var place = Place.beforeFirstMember

  private enum Place { case beforeFirstMember, inMember, betweenMembers }
  private static let capacity = 1 << 18

  init(_ packed: consuming FileChunks, _ packing: Packing, limits: ReadingLimits) throws {
    self.packed = packed
    self.packing = packing
    self.limits = limits
    unpacker = try packing.unpacker()
  }

  mutating func next() throws -> [UInt8]? {
    while true {
      if !holdsMore {
        guard try refill() else {
          guard place == .betweenMembers else {
            throw refusal("the \(packing.tool) file is cut short")
          }
          return nil
        }
      }
      if place == .betweenMembers {
        if packing.isPaddedWithZeros, chunk[position] == 0 {
          position += 1
          continue
        }
        guard packing.memberStart(in: chunk, from: position) == position else {
          throw refusal("bytes follow the last \(packing.tool) member")
        }
        unpacker.restart()
      }
      place = .inMember
      let (output, outcome) = unpacker.unpack(chunk, from: &position, capacity: Self.capacity)
      holdsMore = outcome == .more && output.count == Self.capacity
      switch outcome {
      case .more: break
      case .memberEnd: place = .betweenMembers
      case .corrupt(let reason): throw refusal("the \(packing.tool) file is damaged: \(reason)")
      case .tooLarge: throw tooLarge
      }
      unpackedBytes += output.count
      try checkLimits()
      if !output.isEmpty { return output }
    }
  }

  /// Ensures that the chunk holds an unread byte; `false` at the end of the file.
  private mutating func refill() throws -> Bool {
    if position < chunk.count { return true }
    chunkOffset += chunk.count
    position = 0
    chunk = try packed.next() ?? []
    return !chunk.isEmpty
  }

  private func checkLimits() throws {
    let packedBytes = chunkOffset + position
    if unpackedBytes > limits.unpackedBytes {
      throw CandorError(
        .limitExceeded,
        "the \(packing.tool) file unpacks to more than \(limits.unpackedBytes) bytes",
        hint: "split the file, or raise the limit if you trust it", at: location)
    }
    if unpackedBytes > ReadingLimits.ratioFreeBytes,
      unpackedBytes / max(1, limits.unpackedRatio) > packedBytes
    {
      throw CandorError(
        .limitExceeded,
        "the \(packing.tool) file unpacks to more than \(limits.unpackedRatio) times its size",
        hint: "unpack it first if you trust it", at: location)
    }
  }

  private var location: CandorError.Location {
    CandorError.Location(file: packed.path.string, byteOffset: chunkOffset + position)
  }

  private var tooLarge: CandorError {
    CandorError(
      .limitExceeded, "the \(packing.tool) file asks for more memory than this system gives",
      hint: "pack it again with a smaller window, or unpack it first", at: location)
  }

  private func refusal(_ message: String) -> CandorError {
    CandorError(
      .malformed, message,
      hint: "fetch the file again, or test it with `\(packing.tool) -t`", at: location)
  }
}
