extension WebAddress {
  private static let schemes = ["https://", "http://"].map { Array($0.utf8) }
  private static let small = ByteSet(UInt8(ascii: "a")...UInt8(ascii: "z"))
  private static let host = small | .digits | ByteSet("-.")
  private static let path = ByteSet.alphanumerics | ByteSet("-_~.!$&()*+,;=:@/")

  /// Takes an address that is already as browsers write it, as nearly all are: small letters in the
  /// host, nothing to escape or to resolve. False for any other, which says nothing about it.
  mutating func parsePlain(_ text: Span<UInt8>) -> Bool {
    guard let start = Self.schemes.first(where: { text.hasPrefix($0, at: 0) })?.count,
      let hostEnd = Self.plainHostEnd(text, from: start)
    else { return false }
    let (dot, slash, question) = (UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: "?"))
    let set = Self.path
    var (index, before) = (hostEnd + 1, slash)
    while index < text.count {
      let byte = text[index]
      if byte == question { break }
      guard set.contains(byte), before != slash || byte != slash && byte != dot else {
        return false
      }
      before = byte
      index += 1
    }
    let pathEnd = index
    if index < text.count {
      for place in index + 1..<text.count where !set.contains(text[place]) { return false }
    }
    replaceBytes(with: text)
    scheme = 0..<start - 3
    host = start..<hostEnd
    path = hostEnd..<pathEnd
    query = pathEnd < text.count ? pathEnd + 1..<text.count : nil
    isPlain = true
    return true
  }

  /// Where the path begins behind a host whose last label begins with a letter.
  private static func plainHostEnd(_ text: Span<UInt8>, from start: Int) -> Int? {
    let (dot, slash) = (UInt8(ascii: "."), UInt8(ascii: "/"))
    let set = host
    var (index, label) = (start, start)
    while index < text.count, text[index] != slash {
      let byte = text[index]
      guard set.contains(byte) else { return nil }
      if byte == dot {
        guard index > label else { return nil }
        label = index + 1
      }
      index += 1
    }
    guard index < text.count, label < index, small.contains(text[label]) else { return nil }
    return index
  }

  private mutating func replaceBytes(with text: Span<UInt8>) {
    if bytes.count > text.count { bytes.removeLast(bytes.count - text.count) }
    while bytes.count < text.count { bytes.append(0) }
    var target = bytes.mutableSpan
    for index in 0..<text.count { target[index] = text[index] }
  }
}
