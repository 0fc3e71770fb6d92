/// A text as datatrove simplifies it before it looks for near copies: small letters, numbers as `0`,
/// punctuation and white space as one space, marks over letters left out.
///
/// What differs from Python: a sigma at the end of a word stays σ, and characters that are younger than
/// the pinned tables keep their marks.
package enum SimplifiedText {
  private enum Kind: UInt8 {
    case plain, space, digit, mapped
  }

  /// How it stands with a character; those from U+3000 on are looked up in `late`.
  private static let early: [Kind] = (0..<0x3000).map { kind(of: $0) }
  private static let lower = CompactNumbers.mapping(UnicodeMappings.lowercase)
  private static let digits = UnicodeProperty.named("Nd") ?? .empty
  private static let marks = UnicodeProperty.named("Mn") ?? .empty
  private static let punctuation = Set(
    #"!/—”:１〈&(、━\【#%「」，】；+^]~“《„';’{|∶´[=-`*．（–？！：$～«〉,><》)?）。…@_."}►»％"#
      .unicodeScalars.map { Int($0.value) })
  private static let separators: Set<Int> = [0x2E, 0x2C, 0x60C, 0x66B, 0x2396, 0x2397, 0x2398]

  private static func kind(of codePoint: Int) -> Kind {
    if digits.contains(codePoint) { return .digit }
    let isControl = codePoint < 0x20 || 0x7F..<0xA0 ~= codePoint
    if isControl || punctuation.contains(codePoint)
      || UnicodeProperty.whitespace.contains(codePoint)
    {
      return .space
    }
    return images(of: codePoint) == [codePoint] ? .plain : .mapped
  }

  /// Its small letters, decomposed, less the marks.
  private static func images(of codePoint: Int) -> [Int] {
    var bytes = utf8(of: lower[codePoint] ?? [codePoint])
    UnicodeForm.canonicalDecomposition.apply(to: &bytes)
    return scalars(of: bytes).filter { !marks.contains($0) }
  }

  /// What each character of ASCII becomes; 0 for digits.
  private static let images: [UInt8] = (0..<0x80).map { codePoint in
    switch kind(of: codePoint) {
    case .plain: UInt8(codePoint)
    case .space: 0x20
    case .digit: 0
    case .mapped: UInt8(codePoint) | 0x20
    }
  }

  /// - Complexity: O(n).
  package static func simplified(_ text: Span<UInt8>) -> [UInt8] {
    var result = [UInt8](repeating: 0, count: text.count + 1)
    let early = early
    var (index, end) = (0, 0)
    func put(_ byte: UInt8) {
      if end < result.count { result[end] = byte } else { result.append(byte) }
      end += 1
    }
    while true {
      let missing = end + text.count - index + 1 - result.count
      if missing > 0 { result += repeatElement(0, count: missing) }
      simplifyASCII(text, from: &index, into: &result, at: &end)
      guard index < text.count else { break }
      let (codePoint, length) = character(text, at: index)
      var next = index + length
      switch codePoint < 0x3000 ? early[codePoint] : kind(of: codePoint) {
      case .plain: for place in index..<next { put(text[place]) }
      case .space: if end > 0, result[end - 1] != 0x20 { put(0x20) }
      case .digit:
        put(UInt8(ascii: "0"))
        next = numberEnd(text, from: index)
      case .mapped: for byte in utf8(of: images(of: codePoint)) { put(byte) }
      }
      index = next
    }
    if end > 0, result[end - 1] == 0x20 { end -= 1 }
    result.removeLast(result.count - end)
    return result
  }

  /// The run of ASCII without digits that begins at `start`, into `result`, which has room for it and
  /// one byte more.
  private static func simplifyASCII(
    _ text: Span<UInt8>, from start: inout Int, into result: inout [UInt8], at end: inout Int
  ) {
    let images = images
    var output = result.mutableSpan
    var (index, place) = (start, end)
    var last: UInt8 = place == 0 ? 0x20 : output[place - 1]
    while index < text.count, text[index] < 0x80 {
      let image = images[Int(text[index])]
      if image == 0 { break }
      // Without a branch: of spaces side by side, each is written over the one before.
      output[place] = image
      place += image == 0x20 && last == 0x20 ? 0 : 1
      last = image
      index += 1
    }
    (start, end) = (index, place)
  }

  @inline(__always)
  private static func character(_ text: Span<UInt8>, at index: Int) -> (Int, Int) {
    let byte = text[index]
    if byte < 0x80 { return (Int(byte), 1) }
    return decodeScalar(in: text, at: index) ?? (0xFFFD, 1)
  }

  /// Behind digits, and behind one separator with more of them.
  private static func numberEnd(_ text: Span<UInt8>, from start: Int) -> Int {
    let whole = digitsEnd(text, from: start)
    guard whole < text.count else { return whole }
    let (separator, length) = character(text, at: whole)
    guard separators.contains(separator) else { return whole }
    let end = digitsEnd(text, from: whole + length)
    return end > whole + length ? end : whole
  }

  private static func digitsEnd(_ text: Span<UInt8>, from start: Int) -> Int {
    var index = start
    while index < text.count {
      let (codePoint, length) = character(text, at: index)
      guard codePoint < 0x80 ? 0x30...0x39 ~= codePoint : digits.contains(codePoint) else { break }
      index += length
    }
    return index
  }
}
