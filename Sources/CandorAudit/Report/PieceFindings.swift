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
    var place: Place
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
  var rowCount = 0

  init(_ book: RuleBook) {
    rules = [RuleTally](repeating: RuleTally(), count: book.rules.count)
  }

  /// Whether every number of a rule is one of the book's; what comes from a file has to be asked.
  func fits(_ book: RuleBook) -> Bool {
    rules.count == book.rules.count && distributions.isWhole
      && removed.allSatisfy { $0.rules.allSatisfy(book.rules.indices.contains) }
  }
}
