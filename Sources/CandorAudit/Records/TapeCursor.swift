/// Unpacked bytes by counts, for formats made of blocks.
struct TapeCursor: ~Copyable {
  private var source: UnpackedBytes
  private var buffer: [UInt8] = []
  private var start = 0
  private(set) var offset = 0
  /// What stopped the last read short.
  private(set) var gap: (reason: Unreadable, range: Range<Int>)?
  private(set) var isAtEnd = false

  init(_ source: consuming UnpackedBytes) { self.source = source }

  /// The place on disk that reading has come to.
  var placeOnDisk: Int { source.placeOnDisk }

  /// The gap that was met, which reading then goes past.
  mutating func takeGap() -> (reason: Unreadable, range: Range<Int>)? {
    defer { gap = nil }
    return gap
  }

  /// The next bytes, left where they are: fewer than `count` before a gap and at the end.
  mutating func peek(_ count: Int) -> ArraySlice<UInt8> {
    fill(count)
    return buffer[start..<min(start + count, buffer.count)]
  }

  /// Moves on by up to `count` bytes; fewer before a gap and at the end. Returns how many.
  mutating func skip(_ count: Int) -> Int {
    var left = count
    while left > 0 {
      fill(1)
      let step = min(left, buffer.count - start)
      guard step > 0 else { break }
      start += step
      offset += step
      left -= step
    }
    return count - left
  }

  private mutating func fill(_ count: Int) {
    while buffer.count - start < count, gap == nil, !isAtEnd {
      switch source.next() {
      case .bytes(let bytes)?:
        buffer.removeFirst(start)
        start = 0
        buffer.append(contentsOf: bytes)
      case .gap(let reason, let range)?: gap = (reason, range)
      case nil: isAtEnd = true
      }
    }
  }
}
