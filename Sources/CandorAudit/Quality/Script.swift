/// The scripts that most letters are written in, by blocks of Unicode.
enum Script: String, CaseIterable {
  case latin = "Latin"
  case greek = "Greek"
  case cyrillic = "Cyrillic"
  case hebrew = "Hebrew"
  case arabic = "Arabic"
  case indic = "Indic"
  case thai = "Thai"
  case kana = "kana"
  case han = "Han"
  case hangul = "Hangul"
  case other = "other"
  case none = "no letters"

  /// Its place in `allCases`.
  var bin: Int { Self.allCases.firstIndex(of: self) ?? 0 }

  /// The one that most letters of a text are of; among equals the first.
  static func ofMost(_ text: Span<UInt8>) -> Script {
    var counts = [Int](repeating: 0, count: allCases.count)
    let letters = ByteSet.letters
    var (index, ascii) = (0, 0)
    while index < text.count {
      let byte = text[index]
      index += 1
      if byte < 0x80 {
        ascii += letters.contains(byte) ? 1 : 0
        continue
      }
      // The lead byte and the next say which block.
      guard byte >= 0xC2, index < text.count else { continue }
      let next = UInt32(text[index] & 0x3F)
      let block =
        switch byte {
        case ..<0xE0: UInt32(byte & 0x1F) << 6 | next
        case ..<0xF0: UInt32(byte & 0x0F) << 12 | next << 6
        default: UInt32(byte & 0x07) << 18 | next << 12
        }
      if let script = Script(block: block) { counts[script.bin] += 1 }
    }
    counts[Script.latin.bin] += ascii
    let most = counts.max() ?? 0
    return most == 0 ? .none : allCases[counts.firstIndex(of: most) ?? 0]
  }

  /// - Parameter block: a scalar, as far as two bytes of UTF-8 tell; nil for what is no letter.
  private init?(block: UInt32) {
    switch block {
    case 0xC0..<0x250, 0x1E00..<0x1F00: self = .latin
    case 0x370..<0x400, 0x1F00..<0x2000: self = .greek
    case 0x400..<0x530: self = .cyrillic
    case 0x590..<0x600: self = .hebrew
    case 0x600..<0x780: self = .arabic
    case 0x900..<0xE00: self = .indic
    case 0xE00..<0xE80: self = .thai
    case 0x3040..<0x3100: self = .kana
    case 0x3400..<0xA000, 0x20000..<0x40000: self = .han
    case 0x1100..<0x1200, 0xAC00..<0xD7C0: self = .hangul
    // Signs, marks and symbols.
    case 0x80..<0xC0, 0x250..<0x370, 0x2000..<0x2C00, 0x3000..<0x3040, 0xE000...: return nil
    default: self = .other
    }
  }
}
