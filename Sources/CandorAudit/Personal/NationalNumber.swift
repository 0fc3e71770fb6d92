/// A number that a state gives to a person: how long it is, how it checks itself, and, where the
/// check proves little, which words must announce it.
struct NationalNumber: Sendable {
  let rule: Rule
  let digits: Int
  /// The groupings in which it is written, as in ``DigitRun``; besides one without separators.
  let groups: [UInt64]
  let checksum: Checksum
  let context: ContextWords

  private init(
    _ name: String, _ summary: String, digits: Int, groups: [UInt64], _ checksum: Checksum,
    _ context: ContextWords
  ) {
    rule = Rule(.personal, name, summary)
    self.digits = digits
    self.groups = groups
    self.checksum = checksum
    self.context = context
  }

  static let known = [
    NationalNumber(
      "us-ssn", "United States social security numbers", digits: 9, groups: [0x03_02_04],
      .socialSecurity, ContextWords("ssn", "social", "taxpayer")),
    NationalNumber(
      "uk-nhs", "United Kingdom NHS numbers", digits: 10, groups: [0x03_03_04],
      .elevenMinus([10, 9, 8, 7, 6, 5, 4, 3, 2]), ContextWords("nhs", "patient")),
    NationalNumber(
      "de-tax-id", "German tax identification numbers", digits: 11, groups: [0x02_03_03_03],
      .hybrid11, ContextWords("steuer", "idnr", "tin", "tax")),
    NationalNumber(
      "fr-nir", "French social security numbers", digits: 15,
      groups: [0x01_02_02_02_03_03_02], .complement97,
      ContextWords("nir", "insee", "sécurité", "securite", "sécu")),
    NationalNumber(
      "nl-bsn", "Dutch citizen service numbers", digits: 9, groups: [0x04_02_03, 0x03_03_03],
      .weighted([9, 8, 7, 6, 5, 4, 3, 2, -1], modulus: 11),
      ContextWords("bsn", "burgerservice", "sofi")),
    NationalNumber(
      "pl-pesel", "Polish PESEL numbers", digits: 11, groups: [],
      .weighted([1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1], modulus: 10), ContextWords("pesel")),
    NationalNumber(
      "se-personnummer", "Swedish personal identity numbers", digits: 10, groups: [0x06_04],
      .luhn, ContextWords("personnummer", "pnr", "personal")),
    NationalNumber(
      "br-cpf", "Brazilian CPF numbers", digits: 11, groups: [0x03_03_03_02], .twoElevens,
      ContextWords("cpf", "cadastro", "contribuinte")),
    NationalNumber(
      "in-aadhaar", "Indian Aadhaar numbers", digits: 12, groups: [0x04_04_04], .verhoeff,
      ContextWords("aadhaar", "aadhar", "uidai", "uid")),
    NationalNumber(
      "ca-sin", "Canadian social insurance numbers", digits: 9, groups: [0x03_03_03], .luhn,
      ContextWords("sin", "insurance", "nas")),
  ]
}

/// The numbers of ``NationalNumber/known`` in text.
struct NationalNumberDetector: Detector {
  let rules = NationalNumber.known.map(\.rule)
  let anchors = [Anchor(first: (ByteSet.word | ByteSet(".-+")).inverted, second: .digits)]

  func match(_ text: Span<UInt8>, at position: Int) -> Match? {
    guard let run = DigitRun(text, from: position), 9...15 ~= run.count,
      !ByteSet.word.contains(text.byte(run.range.upperBound)), !run.isMonotonous
    else { return nil }
    for (index, number) in NationalNumber.known.enumerated()
    where number.digits == run.count && (run.isOneGroup || number.groups.contains(run.groups))
      && number.checksum.holds(run) && number.context.stand(before: position, in: text)
    {
      return Match(rule: index, range: run.range)
    }
    return nil
  }
}
