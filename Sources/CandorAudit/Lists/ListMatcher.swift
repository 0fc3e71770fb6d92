/// Asks lists for everything in a record that one of them might hold.
struct ListMatcher: Sendable {
  let lists: [AuditList]
  private let addressLists: [(number: Int, list: AuditList)]
  private let hasAddressDigests: Bool
  private let hasDigests: Bool
  let hasRowDigests: Bool

  private var address = WebAddress()
  private var expressions = AddressExpressions()
  /// For each list, whether what is looked at now is in it.
  var hits: [Bool]

  init(_ lists: [AuditList]) {
    self.lists = lists
    addressLists = lists.enumerated().filter { $0.element.header.keys.areAddresses }
      .map { ($0.offset, $0.element) }
    hasAddressDigests = lists.contains { $0.header.keys == .urlMD5 }
    hasDigests = lists.contains { $0.header.keys.digits > 0 }
    hasRowDigests = lists.contains { $0.header.keys == .altURLMD5 }
    hits = lists.map { _ in false }
  }

  /// What is asked for of files.
  var wantedOfFiles: FileTraits {
    lists.reduce([]) { wanted, list in
      switch list.header.keys {
      case .fileMD5, .fileSHA256: wanted.union(.digests)
      case .pdq: wanted.union(.pictures)
      default: wanted
      }
    }
  }

  /// For each list, how much of a record is in it.
  mutating func count(_ record: borrowing Record, _ body: (_ list: Int) -> Void) {
    guard !lists.isEmpty else { return }
    countTokens(record.bytes.span, body)
    if TextFolding.isNeeded(record.bytes.span) {
      let folded = TextFolding.folded(record.bytes)
      if folded != record.bytes { countTokens(folded.span, body) }
    }
    countFields(record, body)
    countFiles(record, body)
    countLikenesses(record, body)
  }

  private mutating func countTokens(_ text: Span<UInt8>, _ body: (Int) -> Void) {
    AddressFinder.forEachToken(in: text) { token in
      look(at: text, token)
      report(body)
    }
    guard hasDigests else { return }
    DigestFinder.forEachDigest(in: text) { range in
      guard let key = ListKey(hexadecimal: text, range) else { return }
      for (number, list) in lists.enumerated()
      where list.header.keys.digits == range.count && list.contains(key) {
        hits[number] = true
      }
      report(body)
    }
  }

  mutating func report(_ body: (Int) -> Void) {
    for number in hits.indices where hits[number] {
      body(number)
      hits[number] = false
    }
  }

  /// An address, also one within it with its colons escaped, and one whose ampersands are entities.
  private mutating func look(at text: Span<UInt8>, _ token: Range<Int>) {
    AddressFinder.forEachCandidate(in: text, token) { lookUp(text, $0) }
    guard let variant = AddressVariant.plain(text, token) else { return }
    AddressFinder.forEachCandidate(in: variant.span, variant.indices) { lookUp(variant.span, $0) }
  }

  /// Returns whether every list has been hit, which is enough.
  @discardableResult
  mutating func lookUp(_ text: Span<UInt8>, _ candidate: AddressFinder.Candidate) -> Bool {
    let isAddress: Bool
    if candidate.hasScheme {
      isAddress = address.parse(text.extracting(candidate.range))
    } else {
      let prefixed = Array("http://".utf8) + candidate.range.map { text[$0] }
      isAddress = address.parse(prefixed.span)
    }
    guard isAddress else { return false }
    lookUpAddress()
    if hasAddressDigests, candidate.hasScheme { lookUpDigests(of: text, candidate.range) }
    return hits.allSatisfy { $0 }
  }

  private mutating func lookUpAddress() {
    guard !addressLists.isEmpty, expressions.read(address) else { return }
    let likely = addressLists.filter { !hits[$0.number] && $0.list.mayHold(hostOf: expressions) }
    guard !likely.isEmpty else { return }
    lookUpExpressions(in: likely)
    if address.query != nil, expressions.read(address, query: .sorted) {
      lookUpExpressions(in: likely)
    }
  }

  private mutating func lookUpExpressions(in lists: [(number: Int, list: AuditList)]) {
    for (number, list) in lists where !hits[number] {
      hits[number] = list.contains(oneOf: &expressions)
    }
  }

  /// The MD5 of an address as it stands, and as a browser would write it.
  private mutating func lookUpDigests(of text: Span<UInt8>, _ range: Range<Int>) {
    let key = ListKey(md5: text.extracting(range))
    let canonical = ListKey(md5: address.bytes.span)
    for (number, list) in lists.enumerated() where list.header.keys == .urlMD5 {
      if list.contains(key) || canonical != key && list.contains(canonical) { hits[number] = true }
    }
  }
}
