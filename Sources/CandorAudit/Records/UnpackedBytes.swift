import CandorCore
import CandorCorpus

/// The bytes of a file, unpacked if it is packed, and where there are none.
///
/// Damage costs what it touches: after it, the next gzip member is looked for by its first bytes.
/// - Memory: one packed chunk, one unpacked chunk and zlib's window.
struct UnpackedBytes: ~Copyable {
  enum Piece {
    case bytes([UInt8])
    /// Bytes of the file on disk that give nothing.
    case gap(Unreadable, Range<Int>)
  }

  private var chunks: FileChunks
  private var inflater: Inflater?
  private let end: Int
  private let ratio: Int

  private var chunk: [UInt8] = []
  private var position = 0
  private var chunkOffset: Int
  private var unpacked = 0
  private var isInMember = false
  private var isAtEnd = false

  private static let capacity = 1 << 18
  private static let ratioFreeBytes = 64 << 20
  private static let memberStart: [UInt8] = [0x1F, 0x8B, 0x08]

  /// - Parameter range: the bytes on disk to read; all of them if the file is packed.
  init(_ file: AuditFile, _ range: Range<Int>, limits: AuditLimits) throws {
    var inflater: Inflater?
    if file.isPacked { inflater = try Inflater(Zlib.load()) }
    chunks = try FileChunks(file.path, range: range)
    self.inflater = inflater
    chunkOffset = range.lowerBound
    end = range.upperBound
    ratio = limits.unpackedRatio
  }

  /// The next piece; `nil` after the last.
  mutating func next() -> Piece? {
    while !isAtEnd {
      if position == chunk.count, let last = refill() { return last }
      if isAtEnd { return nil }
      if inflater == nil {
        position = chunk.count
        return .bytes(chunk)
      }
      if !isInMember, let gap = seekMember() { return gap }
      if position < chunk.count, let piece = inflate() { return piece }
    }
    return nil
  }

  /// Reads a chunk; what is missing at the end is a gap.
  private mutating func refill() -> Piece? {
    chunkOffset += chunk.count
    position = 0
    var failure = Unreadable.cutShort
    do {
      chunk = try chunks.next() ?? []
    } catch {
      chunk = []
      failure = .readError
    }
    guard chunk.isEmpty else { return nil }
    isAtEnd = true
    if chunkOffset < end { return .gap(failure, chunkOffset..<end) }
    return isInMember ? .gap(.cutShort, end..<end) : nil
  }

  /// Moves to where a gzip member begins. A member's start that two chunks share is found if it
  /// follows a member directly.
  private mutating func seekMember() -> Piece? {
    let start = position
    while position < chunk.count, !isMemberStart(position) { position += 1 }
    if position < chunk.count {
      inflater?.reset()
      isInMember = true
    }
    return position == start
      ? nil : .gap(.damagedPacking, chunkOffset + start..<chunkOffset + position)
  }

  private func isMemberStart(_ start: Int) -> Bool {
    chunk[start...].prefix(Self.memberStart.count)
      .elementsEqual(Self.memberStart.prefix(chunk.count - start))
  }

  private mutating func inflate() -> Piece? {
    let before = position
    guard let (output, outcome) = inflater?.inflate(chunk, from: &position, capacity: Self.capacity)
    else { return nil }
    unpacked += output.count
    switch outcome {
    case .more: break
    case .memberEnd: isInMember = false
    case .corrupt:
      isInMember = false
      // What follows is looked through for another member; at least one byte is passed.
      position = max(position, before + 1)
      return .gap(.damagedPacking, chunkOffset + before..<chunkOffset + position)
    }
    if unpacked > Self.ratioFreeBytes, unpacked / max(1, ratio) > chunkOffset + position {
      isAtEnd = true
      return .gap(.unpacksTooFar, chunkOffset + position..<end)
    }
    return output.isEmpty ? nil : .bytes(output)
  }
}
