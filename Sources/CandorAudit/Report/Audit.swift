import CandorCore
import SystemPackage

/// Looks through a dataset with every rule and accounts for every record.
///
/// Files are cut into pieces that depend on their sizes only, read on all threads and joined in
/// order: the report is the same for any number of threads.
public struct Audit: Sendable {
  let listing: AuditListing
  let book: RuleBook
  let selection: AuditSelection
  private let limits: AuditLimits

  /// Pieces that are read side by side for each thread, before their findings are joined.
  private static let piecesPerThread = 8

  /// - Throws: `notFound` for a path that is not there, `usage` if two files have one name or none is
  ///   there to read.
  public init(
    of paths: [FilePath], _ selection: AuditSelection = AuditSelection(),
    by book: RuleBook = .standard, limits: AuditLimits = AuditLimits()
  ) throws {
    try self.init(of: AuditListing(paths), selection, by: book, limits: limits)
  }

  init(
    of listing: AuditListing, _ selection: AuditSelection, by book: RuleBook, limits: AuditLimits
  ) {
    self.listing = listing
    self.selection = selection
    self.book = book
    self.limits = limits
  }

  /// All of the files, in order.
  var pieces: [AuditPiece] { AuditPiece.pieces(of: listing.files, limits: limits) }

  /// Takes the findings of ``pieces``, in order.
  var merge: AuditMerge { AuditMerge(listing, book, selection, limits: limits) }

  /// Reads everything.
  ///
  /// - Parameter progress: is told of the bytes on disk that are done, and of all.
  /// - Throws: `unavailable` if a file is packed and the system has no zlib, `interrupted`;
  ///   `notFound` or `inputOutput` if a file cannot be opened any more.
  public func run(
    using pool: WorkerPool, progress: (_ done: Int, _ all: Int) -> Void = { _, _ in }
  ) throws -> AuditReport {
    let all = listing.files.reduce(0) { $0 + $1.size }
    var merge = merge
    var done = 0
    try read(pieces, using: pool) { piece, findings in
      merge.add(findings, ofFile: piece.fileNumber)
      done += piece.range.count
      progress(done, all)
    }
    return merge.finish()
  }

  /// Reads some pieces on all threads and hands over what is found, in order.
  func read(
    _ pieces: [AuditPiece], using pool: WorkerPool,
    _ take: (AuditPiece, PieceFindings) throws -> Void
  ) throws {
    let step = Self.piecesPerThread * pool.threads
    for start in stride(from: 0, to: pieces.count, by: step) {
      try Interruption.check()
      let wave = pieces[start..<min(start + step, pieces.count)]
      let results = pool.map(wave.count) { index in
        Result {
          var audit = PieceAudit(book, selection, limits: limits)
          try wave[wave.startIndex + index].read(into: &audit, limits: limits)
          return audit.findings
        }
      }
      for (piece, result) in zip(wave, results) { try take(piece, result.get()) }
    }
  }
}
