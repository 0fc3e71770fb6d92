/// What was found in a piece, or in a part of a long one, and where the audit goes on.
struct AuditStep: Sendable, Equatable, Codable {
  var findings: PieceFindings
  var next: AuditPosition
}

/// How far an audit has come: the pieces in front of one are done, and so many batches of that one.
struct AuditPosition: Sendable, Equatable, Codable {
  var piece = 0
  /// Of a piece whose records are shared out (`RecordBatch`); their cuts depend on the file only.
  var batches = 0
  /// About so many bytes on disk are done; for people.
  var bytes = 0

  /// Moves behind a piece.
  mutating func pass(_ piece: AuditPiece) {
    self.piece += 1
    batches = 0
    bytes += piece.range.count
  }

  /// Whether it can come after another one, in steps that leave nothing out.
  func follows(_ last: AuditPosition, of pieces: Int) -> Bool {
    piece == last.piece
      ? batches == last.batches + 1 && piece < pieces
      : piece == last.piece + 1 && batches == 0 && piece <= pieces
  }
}
