/// A set of bytes; asking it is one shift.
package struct ByteSet: Sendable {
  private var words = InlineArray<4, UInt64>(repeating: 0)

  package init(_ members: String = "") {
    for byte in members.utf8 { insert(byte) }
  }

  package init(_ range: ClosedRange<UInt8>) {
    for byte in range { insert(byte) }
  }

  package mutating func insert(_ byte: UInt8) {
    words[Int(byte >> 6)] |= 1 << UInt64(byte & 63)
  }

  package func contains(_ byte: UInt8) -> Bool {
    words[Int(byte >> 6)] >> UInt64(byte & 63) & 1 != 0
  }

  package static func | (first: ByteSet, second: ByteSet) -> ByteSet {
    var union = first
    for index in 0..<4 { union.words[index] |= second.words[index] }
    return union
  }

  package var inverted: ByteSet {
    var inverse = self
    for index in 0..<4 { inverse.words[index] = ~words[index] }
    return inverse
  }

  package var members: [UInt8] { (0...255).filter { contains($0) } }
}

extension ByteSet {
  package static let digits = ByteSet(UInt8(ascii: "0")...UInt8(ascii: "9"))
  package static let capitals = ByteSet(UInt8(ascii: "A")...UInt8(ascii: "Z"))
  package static let letters = capitals | ByteSet(UInt8(ascii: "a")...UInt8(ascii: "z"))
  package static let alphanumerics = letters | digits
  package static let word = alphanumerics | ByteSet("_")
  package static let hexadecimal = digits | ByteSet("abcdefABCDEF")
  package static let jsonScalar = alphanumerics | ByteSet("+-.")
  package static let jsonSpace = ByteSet(" \t\n\r")
  package static let space = ByteSet(" \t\n\r\u{0B}\u{0C}")
  package static let any = ByteSet(0...255)

  package static func hexadecimalValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
