/// Addresses that carry a password: `scheme://user:password@host`.
struct AddressCredentialsDetector: Detector {
  let rules = [Rule(.secret, "address-credentials", "addresses with a password")]
  let anchors = [Anchor(first: ByteSet("/"), second: ByteSet("/"))]

  private static let userInformation = ByteSet.alphanumerics | ByteSet("-._~%!$&'*+,;=:")
  private static let scheme = ByteSet.alphanumerics | ByteSet("+-.")

  func match(_ text: Span<UInt8>, at position: Int) -> Match? {
    guard text.byte(position - 2) == UInt8(ascii: ":") else { return nil }
    let start = text.runStart(of: Self.scheme, before: position - 2, limit: 20)
    let end = text.run(of: Self.userInformation, from: position + 1, limit: 256)
    guard start < position - 2, text.byte(end) == UInt8(ascii: "@"),
      ByteSet.alphanumerics.contains(text.byte(end + 1))
    else { return nil }
    for colon in position + 2..<max(position + 2, end - 3) where text[colon] == UInt8(ascii: ":") {
      let password = colon + 1..<end
      return Placeholder.stands(in: text, password) ? nil : Match(range: start..<end)
    }
    return nil
  }
}
