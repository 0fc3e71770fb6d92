import CandorCore
import SystemPackage

/// An audit cut into shards, which any number of machines can look through in any order.
///
/// A shard is a row of pieces (`AuditPiece`); their cuts are those of an audit on one machine, so the
/// partial reports join to the very same report.
public struct AuditPlan: Sendable {
  public let audit: Audit
  /// Each piece of each file is in one of them, in order.
  let shards: [[AuditPiece]]

  /// So many pieces have sums that are surely numbers (`FindingsDecoder.numberLimit`).
  static let pieceLimit = 1 << 20

  /// - Parameter shardBytes: how much of the disk a shard holds at least, but for the last.
  /// - Throws: `limitExceeded` for more than a million pieces.
  public init(_ audit: Audit, shardBytes: Int) throws {
    var shards: [[AuditPiece]] = []
    var room = 0
    for piece in audit.pieces {
      if room <= 0 {
        shards.append([])
        room = shardBytes
      }
      shards[shards.count - 1].append(piece)
      room -= max(1, piece.range.count)
    }
    try self.init(audit, shards: shards)
  }

  init(_ audit: Audit, shards: [[AuditPiece]]) throws {
    let pieces = shards.reduce(0) { $0 + $1.count }
    guard pieces <= Self.pieceLimit else {
      throw CandorError(
        .limitExceeded, "the dataset has \(pieces) pieces; a plan has at most \(Self.pieceLimit)",
        hint: "plan parts of it, or join small files")
    }
    self.audit = audit
    self.shards = shards
  }

  public var shardCount: Int { shards.count }

  /// What names the plan in partial reports.
  public var digest: Digest { Digest(of: json.canonical()) }

  /// Looks through one shard and writes what it finds to `path`, whole or not at all. The bytes depend
  /// on the plan and the data only, so whoever does the same shard again does no harm.
  ///
  /// - Throws: `usage` if there is no such shard; `mismatch` if a file is not what it was when it was
  ///   planned; else as ``Audit/run(using:journal:progress:)``.
  public func writePartial(ofShard number: Int, to path: FilePath, using pool: WorkerPool) throws {
    guard shards.indices.contains(number) else {
      throw CandorError(
        .usage, "there is no shard \(number)", hint: "the plan has shards 0 to \(shards.count - 1)")
    }
    let pieces = shards[number]
    for piece in pieces { try piece.file.checkUnchanged(hint: "plan again") }
    var findings = pieces.map { _ in PieceFindings(audit.book) }
    var piece = 0
    try audit.read(pieces, using: pool) { step in
      findings[piece].append(step.findings, mostPlaces: audit.limits.placesPerRule)
      piece = step.next.piece
    }
    try AuditPartial.write(
      [.init(number: number, contents: .init(try FindingsEncoder.bytes(of: findings)))],
      plan: digest, to: path)
  }

  /// The report of all shards: to the byte what one machine would have said.
  ///
  /// - Throws: `notFound` if shards are missing; `mismatch` if a partial report is of another plan, or
  ///   two differ about a shard; `malformed`.
  public func report(of partials: [AuditPartial]) throws -> AuditReport {
    let joined = try AuditPartial.joined(partials, plan: digest)
    try checkCompleteness(joined)
    var merge = audit.merge
    for (shard, pieces) in zip(joined, shards) {
      let findings = try shard.findings(audit.book)
      guard findings.count == pieces.count else {
        throw shard.refusal("findings of \(findings.count) pieces where there are \(pieces.count)")
      }
      for (piece, findings) in zip(pieces, findings) {
        merge.add(findings, ofFile: piece.fileNumber)
      }
    }
    return merge.finish()
  }

  private func checkCompleteness(_ joined: [AuditPartial.Shard]) throws {
    let present = Set(joined.map(\.number))
    if let stranger = joined.first(where: { !shards.indices.contains($0.number) }) {
      throw stranger.refusal("the plan has no shard \(stranger.number)")
    }
    let missing = shards.indices.filter { !present.contains($0) }
    guard missing.isEmpty else {
      let named = missing.prefix(20).map(String.init).joined(separator: " ")
      let more = missing.count > 20 ? " and \(missing.count - 20) more" : ""
      throw CandorError(
        .notFound, "\(missing.count) of \(shards.count) shards are missing: \(named)\(more)",
        hint: "do them with `candor audit shard`, and merge again")
    }
  }
}
