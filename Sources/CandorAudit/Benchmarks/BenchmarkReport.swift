import CandorCore

/// Which items of a benchmark stand in a dataset.
public struct BenchmarkReport: Sendable {
  /// An item of which some record has half of the runs or more.
  public struct Item: Sendable {
    /// The item's number in its file, from 0.
    public let row: Int
    /// The largest share of its runs that one record has.
    public let share: Double
    /// The share of its runs that all records together have.
    public let covered: Double
    /// How many records have half or more.
    public let records: Int
    /// The first of the records with the largest share.
    public let place: AuditReport.Place
  }

  public let header: BenchmarkHeader
  /// Items of which at least one run was found.
  public internal(set) var touched = 0
  /// Items of which some record has half of the runs or more.
  public internal(set) var contaminated = 0
  /// The first so many of these.
  public internal(set) var items: [Item] = []

  init(header: BenchmarkHeader) { self.header = header }
}
