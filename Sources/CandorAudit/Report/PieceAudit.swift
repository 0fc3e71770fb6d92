/// Looks through the records of one piece of a file.
struct PieceAudit: Sendable {
  private(set) var findings: PieceFindings
  /// What keeps it from being done.
  private var failure: (any Error)?

  private let book: RuleBook
  private let selection: AuditSelection
  private let limits: AuditLimits
  private var matches: [Int]
  private var lists: ListMatcher
  private var counter = RunCounter()
  private var benchmarks: BenchmarkMatcher
  private var languages: LanguageMatcher?

  init(_ book: RuleBook, _ selection: AuditSelection, limits: AuditLimits) {
    self.book = book
    self.selection = selection
    self.limits = limits
    findings = PieceFindings(book)
    matches = [Int](repeating: 0, count: book.rules.count)
    lists = ListMatcher(selection.looksFor(.list) ? book.lists : [])
    benchmarks = BenchmarkMatcher(selection.looksFor(.benchmark) ? book.benchmarks : .none)
    languages = selection.looksFor(.language) ? book.languages.map(LanguageMatcher.init) : nil
  }

  /// All that was found.
  ///
  /// - Throws: `unavailable` if a library is missing that a picture needs.
  func finish() throws -> PieceFindings {
    if let failure { throw failure }
    return findings
  }
}

extension PieceAudit: RecordSink {
  var wantedOfFiles: FileTraits { lists.wantedOfFiles }

  var isFull: Bool { false }

  mutating func record(_ record: borrowing Record, at range: Range<Int>, bytes: Int) {
    var hashes: [PictureHash] = []
    do {
      hashes = try record.pictures.map { try PictureHash($0, limits: limits) }
    } catch let reason as Unreadable {
      return unreadable(reason, at: range, records: 1, bytes: bytes)
    } catch {
      failure = error
    }
    let place = PieceFindings.Place(row: findings.rowCount, range: range)
    findings.rowCount += 1
    findings.tally.recordBytes += bytes
    countMatches(in: record, hashes)
    benchmarks.count(record.bytes, at: place, into: &findings.benchmarks) {
      matches[book.benchmark + $0] += 1
    }
    var state = RecordState.clean
    var removing: [Int] = []
    for rule in matches.indices where matches[rule] > 0 {
      state = max(state, .flagged)
      if selection.removes(book.rules[rule].group) { removing.append(rule) }
      findings.rules[rule].records += 1
      findings.rules[rule].matches += matches[rule]
      if findings.rules[rule].places.count < limits.placesPerRule, !book.rules[rule].isSealed {
        findings.rules[rule].places.append(place)
      }
      matches[rule] = 0
    }
    if !removing.isEmpty {
      state = .removed
      findings.removed.append(.init(place: place, rules: removing))
    }
    findings.tally.count(state)
    guard selection.looksFor(.duplicate) || selection.looksFor(.near) else { return }
    let text = record.bytes.span.extracting(record.body)
    guard let key = TextKey(text) else { return }
    let bands = selection.looksFor(.near) ? book.nearCopies.bands(of: text) : []
    findings.texts.append(.init(key: key, bands: bands, place: place, state: state))
  }

  mutating func unreadable(_ reason: Unreadable, at range: Range<Int>, records: Int, bytes: Int) {
    findings.tally.unreadableBytes += bytes
    note(reason, range, records: records, isOnDisk: false)
  }

  mutating func between(_ bytes: Int) { findings.tally.betweenBytes += bytes }

  mutating func gap(_ reason: Unreadable, onDisk range: Range<Int>) {
    findings.tally.gapBytes += range.count
    note(reason, range, records: 1, isOnDisk: true)
  }

  private mutating func note(
    _ reason: Unreadable, _ range: Range<Int>, records: Int, isOnDisk: Bool
  ) {
    findings.tally.unreadable += records
    let place = PieceFindings.Place(row: findings.rowCount, range: range)
    findings.unread.append(
      .init(reason: reason, isOnDisk: isOnDisk, place: place, records: records))
    findings.rowCount += records
  }

  private mutating func countMatches(in record: borrowing Record, _ hashes: [PictureHash]) {
    lists.count(record) { matches[book.list + $0] += 1 }
    lists.count(hashes) { matches[book.list + $0] += 1 }
    if selection.looksFor(.score) {
      for (index, threshold) in book.thresholds.enumerated() where threshold.isReached(by: record) {
        matches[book.score + index] += 1
      }
    }
    if selection.looksFor(.personal) || selection.looksFor(.secret) {
      if TextFolding.isNeeded(record.bytes.span) {
        countPatterns(in: TextFolding.folded(record.bytes))
      } else {
        countPatterns(in: record.bytes)
      }
    }
    if selection.looksFor(.quality), !record.bytes.isEmpty {
      let text = record.bytes.span.extracting(record.body)
      let statistics = TextStatistics(text, using: &counter)
      findings.distributions.add(text, statistics)
      for (index, rule) in QualityRule.known.enumerated() where rule.isBroken(statistics) {
        matches[book.quality + index] += 1
      }
    }
    if languages?.isStrange(record, &findings.languages) == true {
      matches[book.language] += 1
    }
    if selection.looksFor(.licence) {
      for finding in LicenceRule.findings(in: record) { matches[book.licence + finding] += 1 }
    }
    if selection.looksFor(.encoding), !record.bytes.isUTF8(record.bytes.indices) {
      matches[book.encoding] += 1
    }
  }

  private mutating func countPatterns(in text: [UInt8]) {
    book.scanner.scan(text.span) { rule, _ in
      if selection.looksFor(book.rules[rule].group) { matches[rule] += 1 }
    }
  }
}
