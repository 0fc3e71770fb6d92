/// Domain names in any alphabet, brought into ASCII as the URL Standard asks: UTS #46, not
/// transitional, with hyphens anywhere and lengths that DNS would refuse.
///
/// The rules for neighbours of joiners and for directions are not applied, so a few names pass that
/// a browser refuses.
package enum DomainName {
  private static let mapped = CompactNumbers.mapping(DomainNameTables.mapped)
  private static let disallowed = ScalarSet(runs: DomainNameTables.disallowed)
  private static let marks = UnicodeProperty.named("M") ?? .empty
  private static let prefix = Array("xn--".utf8)

  /// Longer names are refused; those of DNS have 253 bytes, and four times as many with escapes.
  private static let maximumLength = 4096

  /// The name in ASCII, in lower case; nil if it is no name. One that is ASCII already is not asked
  /// whether its labels decode.
  package static func ascii(_ name: [UInt8]) -> [UInt8]? {
    guard name.count <= maximumLength else { return nil }
    if name.allSatisfy({ $0 < 0x80 }) {
      return name.map { UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $0 ? $0 | 0x20 : $0 }
    }
    var text: [Int] = []
    for codePoint in scalars(of: name) {
      if let images = mapped[codePoint] {
        text += images
      } else if codePoint >= ScalarSet.malformedByte || disallowed.contains(codePoint) {
        return nil
      } else {
        text.append(codePoint)
      }
    }
    var composed = utf8(of: text)
    UnicodeForm.canonicalComposition.apply(to: &composed)
    var labels: [[UInt8]] = []
    for label in composed.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false) {
      guard let label = ascii(label: label) else { return nil }
      labels.append(label)
    }
    return Array(labels.joined(separator: [UInt8(ascii: ".")]))
  }

  private static func ascii(label: ArraySlice<UInt8>) -> [UInt8]? {
    if label.starts(with: prefix) {
      guard let text = Punycode.decoded(label.dropFirst(prefix.count)),
        text.contains(where: { $0 >= 0x80 }), isValid(text),
        Punycode.encoded(text).map({ prefix + $0 }).map(label.elementsEqual) == true
      else { return nil }
      return Array(label)
    }
    guard label.contains(where: { $0 >= 0x80 }) else { return Array(label) }
    let text = scalars(of: Array(label))
    guard let first = text.first, !marks.contains(first) else { return nil }
    return Punycode.encoded(text).map { prefix + $0 }
  }

  /// Whether a label that was written in ASCII is one that would be written so.
  private static func isValid(_ label: [Int]) -> Bool {
    guard let first = label.first, !marks.contains(first),
      label.allSatisfy({ mapped[$0] == nil && !disallowed.contains($0) && $0 != 0x2E })
    else { return false }
    let bytes = utf8(of: label)
    var composed = bytes
    UnicodeForm.canonicalComposition.apply(to: &composed)
    return composed == bytes
  }
}
