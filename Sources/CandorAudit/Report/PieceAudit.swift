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
    var isFlagged: Bool
  }

  private(set) var tally = AuditTally()
  private(set) var rules: [RuleTally]
  private(set) var unread: [Unread] = []
  private(set) var texts: [TextPlace] = []

  private let book: RuleBook
  private let selection: Set<Rule.Group>
  private let mostPlaces: Int
  private var rows = 0
  private var matches: [Int]

  init(_ book: RuleBook, _ selection: Set<Rule.Group>, limits: AuditLimits) {
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
    var isFlagged = false
    for rule in matches.indices where matches[rule] > 0 {
      isFlagged = true
      rules[rule].records += 1
      rules[rule].matches += matches[rule]
      if rules[rule].places.count < mostPlaces { rules[rule].places.append(place) }
      matches[rule] = 0
    }
    if isFlagged { tally.flagged += 1 } else { tally.clean += 1 }
    guard selection.contains(.duplicate) else { return }
    if let key = TextKey(record.bytes.span.extracting(record.body)) {
      texts.append(TextPlace(key: key, place: place, isFlagged: isFlagged))
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
    if selection.contains(.personal) || selection.contains(.secret) {
      if TextFolding.isNeeded(record.bytes.span) {
        countPatterns(in: TextFolding.folded(record.bytes))
      } else {
        countPatterns(in: record.bytes)
      }
    }
    if selection.contains(.quality) {
      let statistics = TextStatistics(record.bytes.span.extracting(record.body))
      for (index, rule) in QualityRule.known.enumerated() where rule.isBroken(statistics) {
        matches[book.quality + index] += 1
      }
    }
    if selection.contains(.licence) {
      for finding in LicenceRule.findings(in: record) { matches[book.licence + finding] += 1 }
    }
    if selection.contains(.encoding), !record.bytes.isUTF8(record.bytes.indices) {
      matches[book.encoding] += 1
    }
  }

  private mutating func countPatterns(in text: [UInt8]) {
    book.scanner.scan(text.span) { rule, _ in
      if selection.contains(book.rules[rule].group) { matches[rule] += 1 }
    }
  }
}
