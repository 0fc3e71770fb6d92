/// International bank account numbers (ISO 13616): a country's length, and 1 modulo 97; with a space
/// behind every four characters, or none.
struct IBANDetector: Detector {
  let rules = [Rule(.personal, "iban", version: 2, "bank account numbers (IBAN)")]
  let anchors = [Anchor(first: .letters, second: .digits)]

  /// The countries' letters and the length of their numbers.
  private static let lengths: [UInt16: Int] = {
    let list = """
      AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 \
      EG29 ES24 FI18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 \
      KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MR27 MT31 MU30 NL18 NO15 PK24 \
      PL28 PS29 PT25 QA29 RO24 RS22 SA24 SC31 SE24 SI19 SK24 SM27 ST25 SV28 TL23 TN24 TR26 UA29 VA22 \
      VG24 XK20
      """
    return Dictionary(
      uniqueKeysWithValues: list.split(separator: " ").map { entry in
        let letters = Array(entry.utf8)
        return (
          UInt16(letters[0]) << 8 | UInt16(letters[1]),
          Int(letters[2] - 48) * 10 + Int(letters[3] - 48)
        )
      })
  }()

  func match(_ text: Span<UInt8>, at position: Int) -> Match? {
    let start = position - 2
    guard start >= 0, ByteSet.letters.contains(text[start]),
      !ByteSet.word.contains(text.byte(start - 1)),
      ByteSet.digits.contains(text.byte(position + 1)),
      let length = Self.lengths[
        UInt16(text[start] & 0xDF) << 8 | UInt16(text[start + 1] & 0xDF)]
    else { return nil }
    // The number as if its first four characters stood last.
    var remainder = 0
    var head = 0
    var taken = 0
    var index = start
    while taken < length {
      let byte = text.byte(index)
      if byte == UInt8(ascii: " "), taken > 0, taken % 4 == 0,
        text.byte(index - 1) != UInt8(ascii: " ")
      {
        index += 1
        continue
      }
      guard let value = Self.value(byte) else { return nil }
      if taken < 4 {
        head = head * (value > 9 ? 100 : 10) + value
      } else {
        remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97
      }
      taken += 1
      index += 1
    }
    guard !ByteSet.word.contains(text.byte(index)), (remainder * 1_000_000 + head) % 97 == 1
    else { return nil }
    return Match(range: start..<index)
  }

  /// Digits count as they are, letters from 10.
  private static func value(_ byte: UInt8) -> Int? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte - 48)
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): Int(byte - 55)
    case UInt8(ascii: "a")...UInt8(ascii: "z"): Int(byte - 87)
    default: nil
    }
  }
}
