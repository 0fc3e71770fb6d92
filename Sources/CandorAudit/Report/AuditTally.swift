/// What became of the bytes and records of a file or of all: every record is in exactly one of the
/// four numbers, every byte in one of the byte counts.
public struct AuditTally: Sendable, Equatable, Codable {
  public var clean = 0
  public var flagged = 0
  /// Flagged, and left out by a repair.
  public var removed = 0
  public var unreadable = 0

  public var recordBytes = 0
  public var betweenBytes = 0
  public var unreadableBytes = 0
  /// Bytes on disk that gave nothing; of an unpacked file they are among its bytes.
  public var gapBytes = 0

  public var records: Int { clean + flagged + removed + unreadable }
  /// Bytes of the unpacked file that were read.
  public var bytes: Int { recordBytes + betweenBytes + unreadableBytes }

  mutating func count(_ state: RecordState, _ change: Int = 1) {
    switch state {
    case .clean: clean += change
    case .flagged: flagged += change
    case .removed: removed += change
    }
  }

  static func += (total: inout AuditTally, part: AuditTally) {
    total.clean += part.clean
    total.flagged += part.flagged
    total.removed += part.removed
    total.unreadable += part.unreadable
    total.recordBytes += part.recordBytes
    total.betweenBytes += part.betweenBytes
    total.unreadableBytes += part.unreadableBytes
    total.gapBytes += part.gapBytes
  }
}
