import CandorCore
import SystemPackage

/// Looks through a dataset with every rule and accounts for every record.
///
/// Files are cut into pieces that depend on the files only, read on all threads and joined in order. A
/// long piece, such as a packed file, is read by one thread, and its records are looked into by all.
/// The report is the same for any number of threads.
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
    let listing = try AuditListing(paths, takingAll: selection.takesAllFiles(book))
    self.init(of: listing, selection, by: book, limits: limits)
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
  /// - Throws: `unavailable` if a file is packed and the system lacks the library for it, `interrupted`;
  ///   `notFound` or `inputOutput` if a file cannot be opened any more.
  public func run(
    using pool: WorkerPool, progress: (_ done: Int, _ all: Int) -> Void = { _, _ in }
  ) throws -> AuditReport {
    let all = listing.files.reduce(0) { $0 + $1.size }
    var merge = merge
    var done = 0
    try read(
      pieces, using: pool,
      progress: { progress(done + $0, all) },
      { piece, findings in
        merge.add(findings, ofFile: piece.fileNumber)
        done += piece.range.count
        progress(done, all)
      })
    return merge.finish()
  }

  /// Reads some pieces on all threads and hands over what is found, in order.
  ///
  /// - Parameter progress: is told of the bytes on disk that are done of a long piece.
  func read(
    _ pieces: [AuditPiece], using pool: WorkerPool, progress: (Int) -> Void = { _ in },
    _ take: (AuditPiece, PieceFindings) throws -> Void
  ) throws {
    var rest = pieces[...]
    while let first = rest.first {
      try Interruption.check()
      if first.isLong(limits) {
        try take(first, stream(first, using: pool, progress))
        rest.removeFirst()
      } else {
        let wave = Array(
          rest.prefix { !$0.isLong(limits) }.prefix(Self.piecesPerThread * pool.threads))
        let results = pool.map(wave.count) { index in
          Result {
            var audit = PieceAudit(book, selection, limits: limits)
            try wave[index].reader(limits).read(into: &audit)
            return audit.findings
          }
        }
        for (piece, result) in zip(wave, results) { try take(piece, result.get()) }
        rest.removeFirst(wave.count)
      }
    }
  }

  /// What is found in a long piece: one thread reads ahead while the others look into what was read.
  private func stream(
    _ piece: AuditPiece, using pool: WorkerPool, _ progress: (Int) -> Void
  ) throws -> PieceFindings {
    let reader = try piece.reader(limits)
    let fresh = PieceAudit(book, selection, limits: limits)
    func readOn() -> [RecordBatch] {
      RecordBatch.next(
        from: reader, forThreads: pool.threads, wantsFileKeys: fresh.wantsFileKeys)
    }
    var all = PieceFindings(book)
    var batches = readOn()
    while !batches.isEmpty {
      try Interruption.check()
      var ahead: [RecordBatch] = []
      let found = pool.map(batches.count + 1) { index -> PieceFindings? in
        if index == 0 {
          ahead = readOn()
          return nil
        }
        var audit = fresh
        batches[index - 1].replay(into: &audit)
        return audit.findings
      }
      for case let findings? in found { all.append(findings, mostPlaces: limits.placesPerRule) }
      progress(reader.placeOnDisk - piece.range.lowerBound)
      batches = ahead
    }
    return all
  }
}
