/// What was found in one piece of a file: all that leaves the thread, or the machine, that read it.
///
/// Whatever is added here travels in partial reports too (`FindingsEncoder`): stored members that are
/// `Codable`, neither optional nor sets or dictionaries, and whole numbers not negative.
struct PieceFindings: Sendable, Equatable, Codable {
  /// A record that a rule flags, or bytes that cannot be read, by its place; never by its content.
  struct Place: Sendable, Equatable, Codable {
    /// The record's number in the piece, from 0.
    var row: Int
    /// Bytes of the unpacked file; of a gap, bytes on disk.
    var range: Range<Int>
  }

  struct RuleTally: Sendable, Equatable, Codable {
    var records = 0
    var matches = 0
    var places: [Place] = []
  }

  struct Unread: Sendable, Equatable, Codable {
    var reason: Unreadable
    var isOnDisk: Bool
    /// Of the first of the records.
    var place: Place
    var records: Int
  }

  struct TextPlace: Sendable, Equatable, Codable {
    var key: TextKey
    /// The keys of the bands of its signature; empty if it has none or was not asked for.
    var bands: [UInt64]
    var place: Place
    var state: RecordState
  }

  /// A record that a repair leaves out, and the numbers of the rules that say so.
  struct Removed: Sendable, Equatable, Codable {
    var place: Place
    var rules: [Int]
  }

  var tally = AuditTally()
  /// For each rule of the book.
  var rules: [RuleTally]
  var unread: [Unread] = []
  var texts: [TextPlace] = []
  var removed: [Removed] = []
  var distributions = TextDistributions()
  var benchmarks = BenchmarkFindings()
  var languages: LanguageFindings
  var rowCount = 0

  init(_ book: RuleBook) {
    rules = [RuleTally](repeating: RuleTally(), count: book.rules.count)
    languages = LanguageFindings(labels: book.languages?.header.labels ?? 0)
  }

  /// What was found behind, in the same piece.
  mutating func append(_ next: PieceFindings, mostPlaces: Int) {
    func moved(_ place: Place) -> Place { Place(row: rowCount + place.row, range: place.range) }
    tally += next.tally
    for (rule, tally) in next.rules.enumerated() where tally.records > 0 {
      rules[rule].records += tally.records
      rules[rule].matches += tally.matches
      let room = max(0, mostPlaces - rules[rule].places.count)
      rules[rule].places += tally.places.prefix(room).map(moved)
    }
    unread += next.unread.map {
      .init(
        reason: $0.reason, isOnDisk: $0.isOnDisk, place: moved($0.place), records: $0.records)
    }
    texts += next.texts.map {
      .init(key: $0.key, bands: $0.bands, place: moved($0.place), state: $0.state)
    }
    removed += next.removed.map { .init(place: moved($0.place), rules: $0.rules) }
    distributions += next.distributions
    benchmarks.append(next.benchmarks, moved)
    languages += next.languages
    rowCount += next.rowCount
  }

  /// Whether every number of a rule is one of the book's; what comes from a file has to be asked.
  func fits(_ book: RuleBook) -> Bool {
    rules.count == book.rules.count && distributions.isWhole && benchmarks.fits(book.benchmarks)
      && languages.counts.count == book.languages?.header.labels ?? 0
      && removed.allSatisfy { $0.rules.allSatisfy(book.rules.indices.contains) }
  }
}
