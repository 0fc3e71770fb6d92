import CandorCore

extension ListMatcher {
  private static let addressKeys = ["url", "uri", "link", "href", "src"].map { Array($0.utf8) }
  private static let descriptionKeys = ["alt", "text", "caption", "title", "description"]
    .map { Array($0.utf8) }

  /// Fields that are called as addresses are: the whole value, with whatever white space is in it;
  /// and digests over it and the description beside it.
  mutating func countFields(_ record: borrowing Record, _ body: (Int) -> Void) {
    let text = record.bytes.span
    for field in record.fields where !field.value.isEmpty && isAddressKey(text, field.key) {
      if AddressFinder.isBroken(text, field.value) {
        if !lookUp(text, .init(range: field.value, hasScheme: true)) {
          _ = lookUp(text, .init(range: field.value, hasScheme: false))
        }
      }
      if hasRowDigests {
        for other in record.fields where isDescriptionKey(text, other.key) {
          var builder = MD5Builder()
          builder.update(text.extracting(other.value).rawBytes)
          builder.update(text.extracting(field.value).rawBytes)
          lookUp(row: ListKey(bits: builder.finalize()))
        }
      }
      report(body)
    }
  }

  /// Files within the record, by their bytes.
  mutating func countFiles(_ record: borrowing Record, _ body: (Int) -> Void) {
    for file in record.files {
      for (number, list) in lists.enumerated() {
        switch list.header.keys {
        case .fileMD5: hits[number] = list.contains(file.md5)
        case .fileSHA256: hits[number] = list.contains(file.sha256)
        default: break
        }
      }
      report(body)
    }
  }

  private mutating func lookUp(row key: ListKey) {
    for (number, list) in lists.enumerated()
    where list.header.keys == .altURLMD5 && list.contains(key) {
      hits[number] = true
    }
  }

  private func isAddressKey(_ text: Span<UInt8>, _ key: Range<Int>) -> Bool {
    for word in Self.addressKeys where text.holds(word, key) { return true }
    return false
  }

  private func isDescriptionKey(_ text: Span<UInt8>, _ key: Range<Int>) -> Bool {
    Self.descriptionKeys.contains { $0.count == key.count && text.hasWord($0, at: key.lowerBound) }
  }
}

// Images by their likeness, or by the hashes beside them.
extension ListMatcher {
  mutating func count(_ pictures: [PictureHash], _ body: (_ list: Int) -> Void) {
    for picture in pictures where picture.isTelling { count(picture.hash, body) }
  }

  private mutating func count(_ hash: PDQHash, _ body: (Int) -> Void) {
    for (number, list) in lists.enumerated() where list.likenesses?.hasNear(hash) == true {
      hits[number] = true
    }
    report(body)
  }

  private static let hashName = Array("pdq".utf8)
  private static let qualityName = Array("quality".utf8)

  /// PDQ hashes in fields that are called so, unless all qualities that the record tells are low.
  mutating func countLikenesses(_ record: borrowing Record, _ body: (Int) -> Void) {
    let text = record.bytes.span
    guard lists.contains(where: { $0.likenesses != nil }), isOfQuality(record) else { return }
    for field in record.fields where field.value.count == 64 {
      guard text.holds(Self.hashName, field.key),
        let hash = PDQHash(hexadecimal: text.extracting(field.value))
      else { continue }
      count(hash, body)
    }
  }

  private func isOfQuality(_ record: borrowing Record) -> Bool {
    let text = record.bytes.span
    var isLow = false
    for field in record.fields where field.value.count <= 32 {
      guard text.holds(Self.qualityName, field.key),
        field.key.count == Self.qualityName.count || text.holds(Self.hashName, field.key),
        let quality = Double(String(decoding: record.bytes[field.value], as: UTF8.self))
      else { continue }
      guard quality < PDQHash.leastQuality else { return true }
      isLow = true
    }
    return !isLow
  }
}

extension Span<UInt8> {
  /// Whether a word in lower case stands somewhere in `range`.
  fileprivate func holds(_ word: [UInt8], _ range: Range<Int>) -> Bool {
    range.contains { word.count <= range.upperBound - $0 && hasWord(word, at: $0) }
  }

  /// Whether a word in lower case stands at `start`; the case of letters does not count.
  fileprivate func hasWord(_ word: [UInt8], at start: Int) -> Bool {
    for index in word.indices where byte(start + index) | 0x20 != word[index] { return false }
    return true
  }
}
