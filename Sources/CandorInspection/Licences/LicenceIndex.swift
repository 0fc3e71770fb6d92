/// The fingerprints of all known licence texts, by piece.
struct LicenceIndex: Sendable {
  struct Text: Sendable {
    /// Licences that share one text, as `GPL-3.0-only` and `GPL-3.0-or-later` do.
    let identifiers: [String]
    /// Words of all its pieces.
    let words: Int
    /// Each piece, and how many others begin before it.
    let pieces: [UInt32: Int]
  }

  static let shared = LicenceIndex()

  let texts: [Text]
  /// The texts in which a piece occurs.
  let places: [UInt32: [Int32]]

  private init() {
    var texts: [Text] = []
    var places: [UInt32: [Int32]] = [:]
    for part in [LicencePrints.part1, LicencePrints.part2, LicencePrints.part3] {
      for line in part.split(separator: "\n") {
        let fields = line.split(separator: " ")
        guard fields.count == 3, let words = Int(fields[1]) else { continue }
        let pieces = Dictionary(
          Self.decode(fields[2]).enumerated().map { ($1, $0) },
          uniquingKeysWith: { first, _ in first })
        for piece in pieces.keys { places[piece, default: []].append(Int32(texts.count)) }
        texts.append(
          Text(
            identifiers: fields[0].split(separator: "|").map(String.init), words: words,
            pieces: pieces))
      }
    }
    (self.texts, self.places) = (texts, places)
  }

  /// Three bytes from each four letters of base64; the table has no other lengths.
  private static func decode(_ text: Substring) -> [UInt32] {
    var pieces: [UInt32] = []
    var (value, count): (UInt32, Int) = (0, 0)
    for letter in text.utf8 {
      let bits: UInt8 =
        switch letter {
        case 0x41...0x5A: letter - 0x41
        case 0x61...0x7A: letter - 0x61 + 26
        case 0x30...0x39: letter - 0x30 + 52
        case 0x2B: 62
        default: 63
        }
      value = value << 6 | UInt32(bits)
      count += 1
      if count % 4 == 0 {
        pieces.append(value)
        value = 0
      }
    }
    return pieces
  }
}
