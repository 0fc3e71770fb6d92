/// What was found in one piece of a file.
struct PieceAudit: Sendable {
  /// A record that a rule flags, or bytes that cannot be read, by its place; never by its content.
  struct Place: Sendable {
    /// The record's number in the piece, from 0.
    var row: Int
    /// Bytes of the unpacked file; of a gap, bytes on disk.
    var range: Range<Int>
  }

  struct RuleTally: Sendable {
    var records = 0
    var matches = 0
    var places: [Place] = []
  }

  struct Unread: Sendable {
    var reason: Unreadable
    var isOnDisk: Bool
    var place: Place
  }

  struct TextPlace: Sendable {
    var key: TextKey
    var place: Place
    var state: RecordState
  }

  /// A record that a repair leaves out, and the numbers of the rules that say so.
  struct Removed: Sendable {
    var place: Place
    var rules: [Int]
  }

  private(set) var tally = AuditTally()
  private(set) var rules: [RuleTally]
  private(set) var unread: [Unread] = []
  private(set) var texts: [TextPlace] = []
  private(set) var removed: [Removed] = []

  private let book: RuleBook
  private let selection: AuditSelection
  private let mostPlaces: Int
  private var rows = 0
  private var matches: [Int]

  init(_ book: RuleBook, _ selection: AuditSelection, limits: AuditLimits) {
    self.book = book
    self.selection = selection
    mostPlaces = limits.placesPerRule
    rules = [RuleTally](repeating: RuleTally(), count: book.rules.count)
    matches = [Int](repeating: 0, count: book.rules.count)
  }

  /// The number of rows.
  var rowCount: Int { rows }
}

extension PieceAudit: RecordSink {
  mutating func record(_ record: borrowing Record, at range: Range<Int>) {
    let place = Place(row: rows, range: range)
    rows += 1
    tally.recordBytes += range.count
    countMatches(in: record)
    var state = RecordState.clean
    var removing: [Int] = []
    for rule in matches.indices where matches[rule] > 0 {
      state = max(state, .flagged)
      if selection.removes(book.rules[rule].group) { removing.append(rule) }
      rules[rule].records += 1
      rules[rule].matches += matches[rule]
      if rules[rule].places.count < mostPlaces { rules[rule].places.append(place) }
      matches[rule] = 0
    }
    if !removing.isEmpty {
      state = .removed
      removed.append(Removed(place: place, rules: removing))
    }
    tally.count(state)
    guard selection.looksFor(.duplicate) else { return }
    if let key = TextKey(record.bytes.span.extracting(record.body)) {
      texts.append(TextPlace(key: key, place: place, state: state))
    }
  }

  mutating func unreadable(_ reason: Unreadable, at range: Range<Int>) {
    tally.unreadableBytes += range.count
    note(reason, range, isOnDisk: false)
  }

  mutating func between(_ range: Range<Int>) { tally.betweenBytes += range.count }

  mutating func gap(_ reason: Unreadable, onDisk range: Range<Int>) {
    tally.gapBytes += range.count
    note(reason, range, isOnDisk: true)
  }

  private mutating func note(_ reason: Unreadable, _ range: Range<Int>, isOnDisk: Bool) {
    tally.unreadable += 1
    let place = Place(row: rows, range: range)
    unread.append(Unread(reason: reason, isOnDisk: isOnDisk, place: place))
    rows += 1
  }

  private mutating func countMatches(in record: borrowing Record) {
    if selection.looksFor(.personal) || selection.looksFor(.secret) {
      if TextFolding.isNeeded(record.bytes.span) {
        countPatterns(in: TextFolding.folded(record.bytes))
      } else {
        countPatterns(in: record.bytes)
      }
    }
    if selection.looksFor(.quality) {
      let statistics = TextStatistics(record.bytes.span.extracting(record.body))
      for (index, rule) in QualityRule.known.enumerated() where rule.isBroken(statistics) {
        matches[book.quality + index] += 1
      }
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
