/// Telephone numbers: international ones (E.164), North American ones as they are grouped there, and
/// any other eight to twelve digits behind a word that announces them.
struct PhoneDetector: Detector {
  let rules = [Rule(.personal, "phone", "telephone numbers")]
  let anchors = [
    Anchor(first: ByteSet.alphanumerics.inverted, second: .digits),
    Anchor(first: ByteSet.alphanumerics.inverted, second: ByteSet("(")),
  ]

  private static let context = ContextWords(
    "phone", "telephone", "tel", "mobile", "cell", "fax", "call", "whatsapp", "telefon",
    "téléphone",
    "teléfono", "handy")

  func match(_ text: Span<UInt8>, at position: Int) -> Match? {
    if text[position] == UInt8(ascii: "(") { return areaCodeInBrackets(text, position) }
    guard let run = DigitRun(text, from: position), 7...15 ~= run.count,
      !ByteSet.word.contains(text.byte(run.range.upperBound)), !run.isMonotonous
    else { return nil }
    let before = text.byte(position - 1)
    if before == UInt8(ascii: "+") {
      guard run.digits[0] != 0, run.count >= 8,
        !ByteSet.alphanumerics.contains(text.byte(position - 2))
      else { return nil }
      return Match(range: position - 1..<run.range.upperBound)
    }
    guard before != UInt8(ascii: "."), before != UInt8(ascii: "-") else { return nil }
    let isGrouped = run.groups == 0x03_03_04 || run.groups == 0x01_03_03_04
    let area = run.count - 10
    if isGrouped, area == 0 || run.digits[0] == 1, run.digits[area] >= 2, run.digits[area + 3] >= 2
    {
      return Match(range: run.range)
    }
    guard 8...12 ~= run.count, Self.context.stand(before: position, in: text) else { return nil }
    return Match(range: run.range)
  }

  /// `(212) 555-0123`
  private func areaCodeInBrackets(_ text: Span<UInt8>, _ start: Int) -> Match? {
    guard text.run(of: .digits, from: start + 1) == start + 4,
      text[start + 1] >= UInt8(ascii: "2"), text.byte(start + 4) == UInt8(ascii: ")")
    else { return nil }
    let local = text.byte(start + 5) == UInt8(ascii: " ") ? start + 6 : start + 5
    guard local < text.count, let run = DigitRun(text, from: local), run.groups == 0x03_04,
      run.digits[0] >= 2, !ByteSet.word.contains(text.byte(run.range.upperBound))
    else { return nil }
    return Match(range: start..<run.range.upperBound)
  }
}
