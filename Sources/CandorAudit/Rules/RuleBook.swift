/// All rules of an audit in their order, each under its number.
public struct RuleBook: Sendable {
  public let rules: [Rule]
  package let scanner: PatternScanner
  /// The number of the first rule of each checker.
  let quality: Int
  let licence: Int
  let duplicate: Int
  let near: Int
  let nearCopies: NearCopies
  let encoding: Int
  let list: Int
  let lists: [AuditList]
  let score: Int
  let thresholds: [ScoreThreshold]
  let benchmark: Int
  let benchmarks: Benchmarks
  let language: Int
  let languages: Languages?

  /// Of this version, without lists.
  public static let standard = RuleBook()

  /// The rules of this version, and one for each list, each threshold and each benchmark, and for languages.
  public init(
    near nearCopies: NearCopies = .minhash, lists: [AuditList] = [],
    thresholds: [ScoreThreshold] = [], benchmarks: Benchmarks = .none, languages: Languages? = nil
  ) {
    let detectors: [any Detector] =
      [
        EmailDetector(), PhoneDetector(), IPv4Detector(), IPv6Detector(), PaymentCardDetector(),
        IBANDetector(), NationalNumberDetector(), PrivateKeyDetector(), WebTokenDetector(),
        AddressCredentialsDetector(), AssignedSecretDetector(),
      ] + TokenDetector.known
    scanner = PatternScanner(detectors)
    var rules = scanner.rules
    quality = rules.count
    rules += QualityRule.known.map(\.rule)
    licence = rules.count
    rules += LicenceRule.rules
    duplicate = rules.count
    rules.append(Self.exactDuplicate)
    near = rules.count
    rules.append(nearCopies.rule)
    encoding = rules.count
    rules.append(Self.notUTF8)
    list = rules.count
    rules += lists.map { Rule($0.header) }
    score = rules.count
    rules += thresholds.map(\.rule)
    benchmark = rules.count
    rules += benchmarks.headers.map { Rule($0) }
    language = rules.count
    self.rules = rules + (languages.map { [Rule($0.header)] } ?? [])
    self.languages = languages
    self.benchmarks = benchmarks
    self.thresholds = thresholds
    self.lists = lists
    self.nearCopies = nearCopies
  }

  static let exactDuplicate = Rule(
    .duplicate, "exact", "texts that are there before, but for letter case and white space")
  static let notUTF8 = Rule(.encoding, "not-utf8", "texts with bytes that are not UTF-8")
}
