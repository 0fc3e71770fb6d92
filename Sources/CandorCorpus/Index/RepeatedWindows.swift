import CandorCore

/// One bit for each byte of a text: whether a window of words that begins there stands elsewhere too.
struct RepeatedWindows: Sendable {
  private(set) var anywhere: [UInt64]
  private(set) var shared: [UInt64]

  init(textBytes: Int) {
    anywhere = [UInt64](repeating: 0, count: textBytes / 64 + 1)
    shared = anywhere
  }

  mutating func insert(_ place: Int, isShared: Bool) {
    anywhere[place >> 6] |= 1 << UInt64(place & 63)
    if isShared { shared[place >> 6] |= 1 << UInt64(place & 63) }
  }

  func isRepeated(_ place: Int) -> Bool { anywhere[place >> 6] >> UInt64(place & 63) & 1 != 0 }

  func isShared(_ place: Int) -> Bool { shared[place >> 6] >> UInt64(place & 63) & 1 != 0 }
}
