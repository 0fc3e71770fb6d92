import CandorCore

/// The lines that begin in a piece of a file, of bounded length, and what lies between them.
/// - Memory: a chunk and the longest line, which the limit bounds.
struct LineCutter: ~Copyable {
  enum Piece {
    /// Bytes of ``buffer``, and where they are in the unpacked file; the line end belongs to them.
    case line(Range<Int>, at: Range<Int>)
    /// A line that is too long, or that damage cuts: where it is in the unpacked file.
    case broken(Unreadable, Range<Int>)
    /// Bytes on disk that give nothing.
    case gap(Unreadable, Range<Int>)
  }

  private(set) var buffer: [UInt8] = []
  private var source: UnpackedBytes
  private let range: Range<Int>
  private let isPacked: Bool
  private let limit: Int
  private var offset: Int
  private var start = 0
  private var searched = 0
  private var tooLongFrom: Int?
  private var gapReason: Unreadable?
  private var gapRange = 0..<0
  private var isAtStart: Bool
  private var isAtEnd = false

  init(_ piece: AuditPiece, limits: AuditLimits) throws {
    // One byte earlier: if it is a line feed, a line begins where the piece does.
    let first = max(0, piece.range.lowerBound - 1)
    source = try UnpackedBytes(piece.file, first..<piece.file.size, limits: limits)
    range = piece.range
    isPacked = piece.file.packing != nil
    limit = limits.recordBytes
    offset = first
    isAtStart = piece.range.lowerBound == 0
  }

  /// The place on disk that reading has come to.
  var placeOnDisk: Int { source.placeOnDisk }

  /// The next line that begins in the piece, or what is in the way.
  mutating func next() -> Piece? {
    if !isAtStart {
      isAtStart = true
      if let gap = skipToLineFeed() { return gap }
      guard let end = lineFeed(from: 0) else { return nil }
      (start, searched) = (end + 1, end + 1)
    }
    guard isPacked || offset + start < range.upperBound else { return nil }
    guard let piece = cut() else { return nil }
    return clipped(piece)
  }

  /// Passes what belongs to a line that began before the piece, but not what is behind the piece: a
  /// line over many pieces is read twice and not once for each of them.
  private mutating func skipToLineFeed() -> Piece? {
    while lineFeed(from: 0) == nil, offset + buffer.count < range.upperBound {
      offset += buffer.count
      buffer = []
      switch source.next() {
      case nil: return nil
      case .gap(let reason, let gap)?: return clipped(.gap(reason, gap))
      case .bytes(let bytes)?: buffer = bytes
      }
    }
    return nil
  }

  /// Each piece of a file speaks of its own missing bytes.
  private func clipped(_ piece: Piece) -> Piece {
    guard !isPacked, case .gap(let reason, let gap) = piece else { return piece }
    return .gap(reason, gap.clamped(to: range))
  }

  private mutating func cut() -> Piece? {
    while true {
      if let end = lineFeed(from: searched) { return take(end + 1) }
      searched = buffer.count
      if buffer.count - start > limit { passOver() }
      if let reason = gapReason {
        if let rest = takeRest(broken: .besideDamage) { return rest }
        gapReason = nil
        return .gap(reason, gapRange)
      }
      if isAtEnd { return takeRest(broken: nil) }
      switch source.next() {
      case nil: isAtEnd = true
      case .gap(let reason, let range)?: (gapReason, gapRange) = (reason, range)
      case .bytes(let bytes)?: append(bytes)
      }
    }
  }

  private mutating func append(_ bytes: [UInt8]) {
    offset += start
    searched -= start
    buffer.removeFirst(start)
    start = 0
    buffer.append(contentsOf: bytes)
  }

  /// Forgets the bytes of a line that is too long; its end is still to come.
  private mutating func passOver() {
    tooLongFrom = tooLongFrom ?? offset + start
    start = buffer.count
  }

  private mutating func take(_ end: Int) -> Piece {
    defer { (start, searched, tooLongFrom) = (end, end, nil) }
    let range = (tooLongFrom ?? offset + start)..<offset + end
    if tooLongFrom != nil || range.count > limit { return .broken(.tooLong, range) }
    return .line(start..<end, at: range)
  }

  private mutating func takeRest(broken reason: Unreadable?) -> Piece? {
    guard start < buffer.count || tooLongFrom != nil else { return nil }
    let piece = take(buffer.count)
    guard let reason, case .line(_, let range) = piece else { return piece }
    return .broken(reason, range)
  }

  private func lineFeed(from first: Int) -> Int? {
    buffer.span.firstIndex(of: 0x0A, from: first)
  }
}
