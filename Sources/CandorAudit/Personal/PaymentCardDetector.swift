/// Numbers of payment cards (ISO/IEC 7812): a prefix and length that an issuer uses, grouped as on
/// cards or not at all, and Luhn's check digit.
///
/// One in ten numbers has such a digit by chance. So lengths that are seldom on cards need a word for
/// one before them, and so do numbers beside others.
struct PaymentCardDetector: Detector {
  let rules = [Rule(.personal, "payment-card", version: 2, "payment card numbers")]
  let anchors = [Anchor(first: (ByteSet.word | ByteSet(".")).inverted, second: .digits)]

  private static let context = ContextWords(
    "card", "cards", "visa", "mastercard", "amex", "diners", "discover", "maestro", "jcb",
    "unionpay", "credit", "debit", "kreditkarte", "karte", "carte", "tarjeta", "pan",
    isStrict: true)

  func match(_ text: Span<UInt8>, at position: Int) -> Match? {
    guard let run = DigitRun(text, from: position), 13...19 ~= run.count,
      run.separator != UInt8(ascii: "."), text.byte(position - 1) != UInt8(ascii: "-"),
      !ByteSet.word.contains(text.byte(run.range.upperBound)), !run.isMonotonous,
      let isUsual = Self.issue(run), Checksum.luhn.holds(run),
      isUsual && !Self.isInRow(text, run.range) || Self.context.stand(before: position, in: text)
    else { return nil }
    return Match(range: run.range)
  }

  /// Whether the length is a usual one for what the issuer's prefix says; nil if there is no such
  /// issuer, or it does not group so.
  private static func issue(_ run: DigitRun) -> Bool? {
    let four = run.number(0..<4)
    let isGroupedInFours = run.isOneGroup || run.groups == 0x04_04_04_04
    switch (run.count, four) {
    case (16, 4000..<5000), (16, 5100..<5600), (16, 2221...2720), (16, 6011), (16, 6440..<6600),
      (16, 3528...3589), (16, 6200..<6300):
      return isGroupedInFours ? true : nil
    case (15, 3400..<3500), (15, 3700..<3800):
      return run.isOneGroup || run.groups == 0x04_06_05 ? true : nil
    case (14, 3000..<3060), (14, 3600..<3700), (14, 3800..<4000):
      return run.isOneGroup ? false : run.groups == 0x04_06_04 ? true : nil
    case (13, 4000..<5000), (19, 4000..<5000), (17...19, 6011), (17...19, 6440..<6600),
      (17...19, 3528...3589), (17...19, 6200..<6300), (15...19, 3000..<3060),
      (15...19, 3600..<3700), (15...19, 3800..<4000):
      return isGroupedInFours || run.groups == 0x04_04_04_04_03 ? false : nil
    default: return nil
    }
  }

  /// Whether another number stands before or behind, with nothing but a space between.
  private static func isInRow(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    let (start, end, space) = (range.lowerBound, range.upperBound, UInt8(ascii: " "))
    return text.byte(start - 1) == space && ByteSet.digits.contains(text.byte(start - 2))
      || text.byte(end) == space && ByteSet.digits.contains(text.byte(end + 1))
  }
}
