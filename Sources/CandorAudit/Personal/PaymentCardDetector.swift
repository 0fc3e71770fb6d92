/// Numbers of payment cards (ISO/IEC 7812): a prefix and length that an issuer uses, grouped as on
/// cards or not at all, and Luhn's check digit.
struct PaymentCardDetector: Detector {
  let rules = [Rule(.personal, "payment-card", "payment card numbers")]
  let anchors = [Anchor(first: (ByteSet.word | ByteSet(".")).inverted, second: .digits)]

  func match(_ text: Span<UInt8>, at position: Int) -> Match? {
    guard let run = DigitRun(text, from: position), 13...19 ~= run.count,
      run.isOneGroup || run.groups == 0x04_04_04_04 || run.groups == 0x04_06_05
        || run.groups == 0x04_06_04 || run.groups == 0x04_04_04_04_03,
      !ByteSet.word.contains(text.byte(run.range.upperBound)), !run.isMonotonous,
      Self.isIssued(run), Checksum.luhn.holds(run)
    else { return nil }
    return Match(range: run.range)
  }

  private static func isIssued(_ run: DigitRun) -> Bool {
    let four = run.number(0..<4)
    return switch (run.count, four) {
    case (13, 4000..<5000), (16, 4000..<5000), (19, 4000..<5000): true
    case (16, 5100..<5600), (16, 2221...2720): true
    case (15, 3400..<3500), (15, 3700..<3800): true
    case (16...19, 6011), (16...19, 6440..<6600), (16...19, 3528...3589): true
    case (14...19, 3000..<3060), (14...19, 3600..<3700), (14...19, 3800..<4000): true
    case (16...19, 6200..<6300): true
    default: false
    }
  }
}
