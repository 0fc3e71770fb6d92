import CandorCore
import SystemPackage

/// Looks through a dataset with every rule and accounts for every record.
///
/// Files are cut into pieces that depend on the files only, read on all threads and joined in order. A
/// long piece, such as a packed file, or one that is alone, is read by one thread, and its records are
/// looked into by all. The report is the same for any number of threads, and however often the audit was
/// stopped on its way.
public struct Audit: Sendable {
  let listing: AuditListing
  let book: RuleBook
  let selection: AuditSelection
  let limits: AuditLimits

  /// Pieces that are read side by side for each thread, before their findings are joined.
  private static let piecesPerThread = 8

  /// So many threads look into records about as fast as one reads them.
  private static let lookersPerReader = 8

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
  /// - Parameters:
  ///   - journal: where what is found is kept as it is found; what it holds is not looked for again.
  ///   - progress: is told of the bytes on disk that are done, and of all; first of those that a journal
  ///     holds.
  /// - Throws: `unavailable` if a file is packed and the system lacks the library for it, `interrupted`;
  ///   `notFound` or `inputOutput` if a file cannot be opened any more; else as ``AuditJournal``.
  public func run(
    using pool: WorkerPool, journal: AuditJournal? = nil,
    progress: (_ done: Int, _ all: Int) -> Void = { _, _ in }
  ) throws -> AuditReport {
    let all = listing.files.reduce(0) { $0 + $1.size }
    let pieces = pieces
    var merge = merge
    var position = AuditPosition()
    func take(_ step: AuditStep) {
      merge.add(step.findings, ofFile: pieces[position.piece].fileNumber)
      position = step.next
    }
    try journal?.resume(self, pieces, take)
    progress(position.bytes, all)
    do {
      try read(pieces, from: position, using: pool) { step in
        take(step)
        progress(position.bytes, all)
        try journal?.add(step)
      }
    } catch let error as CandorError where error.code == .interrupted {
      try journal?.commit()
      throw CandorError(
        .interrupted, "stopped by a signal after \(position.bytes >> 20) of \(all >> 20) MiB",
        hint: journal == nil
          ? "with `--resume DIR` an audit goes on where it was stopped"
          : "run the same command again to go on from there")
    }
    return merge.finish()
  }

  /// Reads some pieces on all threads and hands over what is found, in order.
  ///
  /// - Parameter start: where to begin among them.
  func read(
    _ pieces: [AuditPiece], from start: AuditPosition = AuditPosition(), using pool: WorkerPool,
    _ take: (AuditStep) throws -> Void
  ) throws {
    var position = start
    if position.batches > 0 { try stream(pieces, from: &position, using: pool, take) }
    while position.piece < pieces.count {
      let wave = wave(pieces[position.piece...], forThreads: pool.threads)
      if wave.isEmpty {
        try stream(pieces, from: &position, using: pool, take)
        continue
      }
      let results = pool.map(wave.count) { index in
        Result {
          try Interruption.check()
          var audit = PieceAudit(book, selection, limits: limits)
          try wave[wave.startIndex + index].reader(limits).read(into: &audit)
          return try audit.finish()
        }
      }
      for (piece, result) in zip(wave, results) {
        position.pass(piece)
        try take(AuditStep(findings: result.get(), next: position))
      }
    }
  }

  /// The next pieces that are read side by side, each by one thread; none if the first is better read by
  /// one and looked into by all, because it is long or the others have not enough to do meanwhile.
  private func wave(
    _ rest: ArraySlice<AuditPiece>, forThreads threads: Int
  ) -> ArraySlice<AuditPiece> {
    let wave = rest.prefix(Self.piecesPerThread * threads).prefix { !$0.isLong(limits) }
    let bytes = wave.reduce(0) { $0 + $1.range.count }
    let lookers = min(threads, Self.lookersPerReader)
    return wave.prefix { $0.range.count * lookers < 2 * bytes || lookers == 1 }
  }

  /// What is found in a piece: one thread reads ahead while the others look into what was read.
  private func stream(
    _ pieces: [AuditPiece], from position: inout AuditPosition, using pool: WorkerPool,
    _ take: (AuditStep) throws -> Void
  ) throws {
    let piece = pieces[position.piece]
    let start = pieces[..<position.piece].reduce(0) { $0 + $1.range.count }
    let reader = try piece.reader(limits)
    let fresh = PieceAudit(book, selection, limits: limits)
    func readOn() -> [RecordBatch] {
      RecordBatch.next(
        from: reader, forThreads: pool.threads, wantedOfFiles: fresh.wantedOfFiles)
    }
    try RecordBatch.skip(position.batches, from: reader, wantedOfFiles: fresh.wantedOfFiles)
    var batches = readOn()
    while !batches.isEmpty {
      try Interruption.check()
      var ahead: [RecordBatch] = []
      let found = pool.map(batches.count + 1) { index -> Result<PieceFindings, any Error>? in
        if index == 0 {
          ahead = readOn()
          return nil
        }
        var audit = fresh
        batches[index - 1].replay(into: &audit)
        return Result { try audit.finish() }
      }
      position.bytes = start + reader.placeOnDisk - piece.range.lowerBound
      for case let findings? in found {
        position.batches += 1
        try take(AuditStep(findings: findings.get(), next: position))
      }
      batches = ahead
    }
    position.bytes = start
    position.pass(piece)
    try take(AuditStep(findings: PieceFindings(book), next: position))
  }
}
