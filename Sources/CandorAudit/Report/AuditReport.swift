/// What an audit found: counts that sum to the input, and places. Nothing of the data's content is
/// in it.
public struct AuditReport: Sendable {
  /// Something that was named or listed and not read.
  public struct Skipped: Sendable {
    public let name: String
    public let reason: String
  }

  public struct File: Sendable {
    public let name: String
    public let kind: FileKind
    public let isPacked: Bool
    /// On disk.
    public let bytes: Int
    public internal(set) var tally = AuditTally()
  }

  public struct Place: Sendable {
    /// The file's number in ``files``.
    public let file: Int
    /// The record's number in the file, from 0; what is unreadable counts.
    public let row: Int
    /// Bytes of the unpacked file, or, if so said, on disk.
    public let range: Range<Int>
  }

  public struct Finding: Sendable {
    public let rule: Rule
    public internal(set) var records = 0
    public internal(set) var matches = 0
    /// Of the first so many records.
    public internal(set) var places: [Place] = []
  }

  public struct Unread: Sendable {
    public let reason: Unreadable
    public internal(set) var number = 0
    public internal(set) var places: [(place: Place, isOnDisk: Bool)] = []
  }

  public internal(set) var files: [File]
  public let skipped: [Skipped]
  /// Groups of rules that were not applied, and why.
  public let notLookedFor: [(group: Rule.Group, reason: String)]
  public internal(set) var total = AuditTally()
  /// For each rule that was looked for, found or not.
  public internal(set) var findings: [Finding]
  /// Reasons that occurred.
  public internal(set) var unread: [Unread]
  /// What the texts are like; empty unless quality was looked for.
  public internal(set) var distributions = TextDistributions()
  /// Which test items stand in the data, for each benchmark that was looked for.
  public internal(set) var benchmarks: [BenchmarkReport] = []
  /// In which languages the texts are, if there is a model that tells them.
  public internal(set) var languages: LanguageReport?
  /// For each file, what a repair leaves out, in order; empty without a repair.
  package internal(set) var removals: [[Removal]] = []

  /// Files that were looked up by their bytes and not looked into.
  public var wholeFiles: Int { files.count { $0.kind == .file } }

  /// Whether everything was read and nothing found.
  public var isSpotless: Bool {
    total.clean == total.records && unread.isEmpty && skipped.isEmpty
  }
}
