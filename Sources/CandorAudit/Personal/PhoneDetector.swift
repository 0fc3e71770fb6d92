/// Telephone numbers: international ones (E.164), North American ones as they are grouped there, and
/// any other eight to twelve digits behind a word that announces them.
struct PhoneDetector: Detector {
  let rules = [Rule(.personal, "phone", version: 2, "telephone numbers")]
  let anchors = [
    Anchor(first: ByteSet.alphanumerics.inverted, second: .digits),
    Anchor(first: ByteSet.alphanumerics.inverted, second: ByteSet("(")),
  ]

  private static let context = ContextWords(
    "phone", "phones", "telephone", "tel", "mobile", "cell", "fax", "call", "whatsapp", "telefon",
    "téléphone", "tél", "teléfono", "handy", reach: 24, isStrict: true)
  /// What may stand before a number that a word announces.
  private static let opening = ByteSet(" \t:=\"'(>")

  func match(_ text: Span<UInt8>, at position: Int) -> Match? {
    if text[position] == UInt8(ascii: "(") { return areaCodeInBrackets(text, position) }
    guard let run = DigitRun(text, from: position, mixing: true), 7...15 ~= run.count,
      !ByteSet.word.contains(text.byte(run.range.upperBound)), !run.isMonotonous
    else { return nil }
    let before = text.byte(position - 1)
    if before == UInt8(ascii: "+") {
      guard Self.isInternational(run), !ByteSet.alphanumerics.contains(text.byte(position - 2))
      else { return nil }
      return Match(range: position - 1..<run.range.upperBound)
    }
    guard before != UInt8(ascii: "."), before != UInt8(ascii: "-") else { return nil }
    let isAnnounced =
      Self.opening.contains(before) && Self.context.stand(before: position, in: text)
    if Self.isNorthAmerican(run) {
      // Three numbers with spaces between them may be just that.
      return run.separator != UInt8(ascii: " ") || isAnnounced ? Match(range: run.range) : nil
    }
    guard isAnnounced, 8...12 ~= run.count, !Self.isQuad(run), !Self.areYears(run) else {
      return nil
    }
    return Match(range: run.range)
  }

  /// Whether digits behind a plus begin with a calling code, in their first group. Without groups,
  /// fewer than ten are taken for a number with its sign.
  private static func isInternational(_ run: DigitRun) -> Bool {
    guard run.count >= (run.isOneGroup ? 10 : 8), let code = CallingCodes.length(in: run),
      run.firstGroup >= code
    else {
      return false
    }
    return run.digits[0] != 1 || run.count == 11 && hasAreaCode(run, at: 1)
  }

  private static func isNorthAmerican(_ run: DigitRun) -> Bool {
    switch run.groups {
    case 0x03_03_04: hasAreaCode(run, at: 0)
    case 0x01_03_03_04: run.digits[0] == 1 && hasAreaCode(run, at: 1)
    default: false
    }
  }

  /// Whether an area code and an office stand at `start`: 2 to 9, no 9 in the middle of the former,
  /// and no x11.
  private static func hasAreaCode(_ run: DigitRun, at start: Int) -> Bool {
    let (area, office) = (run.number(start..<start + 3), run.number(start + 3..<start + 6))
    return area >= 200 && office >= 200 && area % 100 != 11 && office % 100 != 11
      && area / 10 % 10 != 9
  }

  /// Four groups of at most three digits with points between them, as of an address.
  private static func isQuad(_ run: DigitRun) -> Bool {
    run.separator == UInt8(ascii: ".") && 1 << 24..<1 << 26 ~= run.groups
      && run.groups & 0xFC_FC_FC_FC == 0
  }

  /// `2004-2005`
  private static func areYears(_ run: DigitRun) -> Bool {
    run.groups == 0x04_04 && 1900..<2100 ~= run.number(0..<4) && 1900..<2100 ~= run.number(4..<8)
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
