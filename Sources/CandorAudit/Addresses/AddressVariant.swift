/// What markup and other addresses do to an address, undone.
enum AddressVariant {
  /// The token with `&amp;` as `&` and all escapes resolved, if it holds an `&amp;` or an escaped
  /// colon; else nil.
  static func plain(_ text: Span<UInt8>, _ token: Range<Int>) -> [UInt8]? {
    var hasEntity = false
    var hasColon = false
    for index in token {
      switch text[index] {
      case UInt8(ascii: "&"): hasEntity = hasEntity || text.hasPrefix(entity, at: index)
      case UInt8(ascii: "%"):
        let value = PercentEncoding.value(text, at: index)
        hasColon = hasColon || value == UInt8(ascii: ":") || value == UInt8(ascii: "%")
      default: break
      }
    }
    guard hasEntity || hasColon else { return nil }
    var plain: [UInt8] = []
    for index in token {
      plain.append(text[index])
      if hasEntity, plain.suffix(entity.count).elementsEqual(entity) { plain.removeLast(4) }
      while hasColon, plain.count >= 3,
        let byte = PercentEncoding.value(plain.span, at: plain.count - 3)
      {
        plain.removeLast(3)
        plain.append(byte)
      }
    }
    return plain
  }

  private static let entity = Array("&amp;".utf8)
}
