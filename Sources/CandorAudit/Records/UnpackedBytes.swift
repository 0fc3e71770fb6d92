import CandorContainers
import CandorCore

/// The bytes of a file, unpacked if it is packed, and where there are none.
///
/// Damage costs what it touches: after it, the next member is looked for by its first bytes, from where
/// the damaged one last gave something. A library may have swallowed much more before it noticed: a
/// block that claims to be long takes all that follows it.
/// - Memory: one packed chunk, one unpacked chunk and the history that the packing asks for.
struct UnpackedBytes: ~Copyable {
  enum Piece {
    case bytes([UInt8])
    /// Bytes of the file on disk that give nothing.
    case gap(Unreadable, Range<Int>)
  }

  private var chunks: FileChunks
  private let packing: Packing?
  private let unpacker: (any Unpacker)?
  private let end: Int
  private let ratio: Int

  private var chunk: [UInt8] = []
  private var position = 0
  private var chunkOffset: Int
  private var unpacked = 0
  private var isInMember = false
  /// Whether the unpacker has more to give without more input.
  private var holdsMore = false
  private var isAtEnd = false

  /// Where the member began, and the bytes on disk that last gave anything of it.
  private var memberStart = 0
  private var lastStep = 0..<0
  /// What is being passed, in search of a member: why, and from where.
  private var damage: (reason: Unreadable, start: Int)?
  /// How many bytes may still be looked through a second time, so that no file is read for ever.
  private var secondLooks: Int

  private static let capacity = 1 << 18
  private static let ratioFreeBytes = 64 << 20

  /// - Parameter range: the bytes on disk to read; all of them if the file is packed.
  init(_ file: AuditFile, _ range: Range<Int>, limits: AuditLimits) throws {
    let unpacker = try file.packing?.unpacker(window: limits.windowBytes)
    chunks = try FileChunks(file.path, range: range)
    packing = file.packing
    self.unpacker = unpacker
    chunkOffset = range.lowerBound
    end = range.upperBound
    ratio = limits.unpackedRatio
    secondLooks = range.count
  }

  /// The place on disk that reading has come to.
  var placeOnDisk: Int { chunkOffset + position }

  /// The next piece; `nil` after the last.
  mutating func next() -> Piece? {
    while !isAtEnd {
      if position == chunk.count, !holdsMore, let failure = refill() {
        if let gap = finish(failure) { return gap }
        continue
      }
      guard let unpacker, let packing else {
        position = chunk.count
        return .bytes(chunk)
      }
      if !isInMember, let gap = seekMember(packing, unpacker) { return gap }
      if isInMember, let piece = unpack(unpacker) { return piece }
    }
    return nil
  }

  /// Reads a chunk; why there is none, if so.
  private mutating func refill() -> Unreadable? {
    chunkOffset += chunk.count
    position = 0
    do {
      chunk = try chunks.next() ?? []
      return chunk.isEmpty ? .cutShort : nil
    } catch {
      chunk = []
      return .readError
    }
  }

  /// Deals with the end of what the file gives: the gap there, if there is one. What a member that does
  /// not end has swallowed is looked through first.
  private mutating func finish(_ failure: Unreadable) -> Piece? {
    guard chunkOffset == end else {
      isAtEnd = true
      return .gap(failure, (damage?.start ?? chunkOffset)..<end)
    }
    if isInMember { leaveMember(.cutShort) }
    isAtEnd = placeOnDisk == end
    guard isAtEnd, let damage else { return nil }
    return .gap(damage.reason, damage.start..<end)
  }

  /// Moves to where a member begins; what is passed on the way is a gap. A member's start that two
  /// chunks share is found.
  private mutating func seekMember(_ packing: Packing, _ unpacker: any Unpacker) -> Piece? {
    if packing.isPaddedWithZeros, damage == nil {
      while position < chunk.count, chunk[position] == 0 { position += 1 }
    }
    let from = placeOnDisk
    position = packing.memberStart(in: chunk, from: position)
    if placeOnDisk > from, damage == nil { damage = (.damagedPacking, from) }
    guard position < chunk.count else { return nil }
    unpacker.restart()
    isInMember = true
    memberStart = placeOnDisk
    lastStep = memberStart..<memberStart
    guard let (reason, start) = damage else { return nil }
    damage = nil
    // Something follows, so the file is not cut short.
    return .gap(
      reason == .cutShort ? .damagedPacking : reason, min(start, memberStart)..<memberStart)
  }

  private mutating func unpack(_ unpacker: any Unpacker) -> Piece? {
    let before = placeOnDisk
    let (output, outcome) = unpacker.unpack(chunk, from: &position, capacity: Self.capacity)
    unpacked += output.count
    holdsMore = outcome == .more && output.count == Self.capacity
    if !output.isEmpty { lastStep = before..<placeOnDisk }
    if unpacked > Self.ratioFreeBytes, unpacked / max(1, ratio) > placeOnDisk {
      isAtEnd = true
      return .gap(.unpacksTooFar, placeOnDisk..<end)
    }
    switch outcome {
    case .more: break
    case .memberEnd: isInMember = false
    case .corrupt: leaveMember(.damagedPacking)
    case .tooLarge: leaveMember(.windowTooLarge)
    }
    return output.isEmpty ? nil : .bytes(output)
  }

  /// Gives up a member, and goes back to where it last gave something; at least one byte is passed.
  private mutating func leaveMember(_ reason: Unreadable) {
    (isInMember, holdsMore) = (false, false)
    damage = (reason, lastStep.upperBound)
    if placeOnDisk == memberStart { position += 1 }
    let (here, back) = (placeOnDisk, max(lastStep.lowerBound, memberStart + 1))
    guard back < here, here - back <= secondLooks else { return }
    if back >= chunkOffset {
      position = back - chunkOffset
    } else if let again = try? FileChunks(chunks.path, range: back..<end) {
      chunks = again
      (chunk, position, chunkOffset) = ([], 0, back)
    } else {
      return
    }
    secondLooks -= here - back
  }
}
