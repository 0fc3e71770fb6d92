/// Decodes the UTF-8 sequence of two to four bytes at `start`; nil if it is not well formed.
func decodeScalar(in text: Span<UInt8>, at start: Int) -> (codePoint: Int, length: Int)? {
  let first = text[start]
  let length = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0
  guard length > 0, length <= text.count - start else { return nil }
  var codePoint = Int(first) & (0x7F >> length)
  for offset in 1..<length {
    let byte = text[start + offset]
    guard byte & 0xC0 == 0x80 else { return nil }
    codePoint = codePoint << 6 | Int(byte & 0x3F)
  }
  switch length {
  case 3: guard codePoint >= 0x800, codePoint & 0x1FF800 != 0xD800 else { return nil }
  case 4: guard codePoint >= 0x10000, codePoint <= 0x10FFFF else { return nil }
  default: break
  }
  return (codePoint, length)
}

/// The length in bytes of the character at `start`; a byte that is no UTF-8 counts as one.
@inline(__always)
func characterLength(in text: Span<UInt8>, at start: Int) -> Int {
  text[start] < 0x80 ? 1 : decodeScalar(in: text, at: start)?.length ?? 1
}

/// The characters of `text` as code points; a byte that is no UTF-8 becomes
/// `ScalarSet.malformedByte` + its value.
func scalars(of text: [UInt8]) -> [Int] {
  var (result, position) = ([Int](), 0)
  result.reserveCapacity(text.count)
  while position < text.count {
    let byte = text[position]
    if byte < 0x80 {
      result.append(Int(byte))
      position += 1
    } else if let (codePoint, length) = decodeScalar(in: text.span, at: position) {
      result.append(codePoint)
      position += length
    } else {
      result.append(ScalarSet.malformedByte + Int(byte))
      position += 1
    }
  }
  return result
}

/// The reverse of `scalars(of:)`.
func utf8(of scalars: [Int]) -> [UInt8] {
  var bytes: [UInt8] = []
  bytes.reserveCapacity(scalars.count)
  for codePoint in scalars {
    if codePoint >= ScalarSet.malformedByte {
      bytes.append(UInt8(truncatingIfNeeded: codePoint - ScalarSet.malformedByte))
    } else if codePoint < 0x80 {
      bytes.append(UInt8(codePoint))
    } else if let scalar = Unicode.Scalar(UInt32(codePoint)) {
      bytes.append(contentsOf: UTF8.encode(scalar).map { Array($0) } ?? [])
    }
  }
  return bytes
}
