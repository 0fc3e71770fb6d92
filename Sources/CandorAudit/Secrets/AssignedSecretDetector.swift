/// Values that look random behind a name that says what they are: `api_key = "…"`, `password: …`.
struct AssignedSecretDetector: Detector {
  let rules = [Rule(.secret, "assigned", "random values assigned to a name such as `password`")]
  let anchors = [
    Anchor(
      first: ByteSet.alphanumerics | ByteSet("\"' ])_"), second: ByteSet(":="))
  ]

  private static let name = ByteSet.word | ByteSet("-.")
  private static let beforeSign = ByteSet("\"' ])")
  private static let afterSign = ByteSet("\"'` >=:")
  private static let value = ByteSet.alphanumerics | ByteSet("-_./+=!@#$%^&*~")
  private static let names = [
    "password", "passwd", "secret", "token", "apikey", "api_key", "api-key", "accesskey",
    "access_key", "privatekey", "private_key", "authkey", "auth_key", "credential",
  ].map { Array($0.utf8) }

  /// Bits per byte that random letters and digits of this length have, and words have not.
  private static let entropy = 3.5

  func match(_ text: Span<UInt8>, at position: Int) -> Match? {
    let nameEnd = text.runStart(of: Self.beforeSign, before: position, limit: 4)
    let nameStart = text.runStart(of: Self.name, before: nameEnd, limit: 40)
    guard Self.isTelling(text, nameStart..<nameEnd) else { return nil }
    let start = text.run(of: Self.afterSign, from: position + 1, limit: 6)
    guard start < text.count else { return nil }
    let end = text.run(of: Self.value, from: start, limit: 129)
    guard 16...128 ~= end - start, Self.hasDigitAndLetter(text, start..<end),
      Entropy.bitsPerByte(text, start..<end) >= Self.entropy,
      !Placeholder.stands(in: text, start..<end)
    else { return nil }
    return Match(range: start..<end)
  }

  private static func isTelling(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    for word in names where word.count <= range.count {
      for start in range.lowerBound...range.upperBound - word.count {
        var index = 0
        while index < word.count, lower(text[start + index]) == word[index] { index += 1 }
        if index == word.count { return true }
      }
    }
    return false
  }

  private static func lower(_ byte: UInt8) -> UInt8 {
    ByteSet.capitals.contains(byte) ? byte | 0x20 : byte
  }

  private static func hasDigitAndLetter(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    var (digits, letters) = (0, 0)
    for index in range {
      if ByteSet.digits.contains(text[index]) { digits += 1 }
      if ByteSet.letters.contains(text[index]) { letters += 1 }
    }
    return digits > 1 && letters > 1
  }
}
