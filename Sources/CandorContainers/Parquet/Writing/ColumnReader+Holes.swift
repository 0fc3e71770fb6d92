/// Reading around rows that are to go, some of which cannot be read.
extension ColumnReader {
  /// Whether a value is ready that belongs to a row before `hole`.
  ///
  /// - Throws: ``ParquetDamage`` if such a value cannot be read.
  func isBefore(_ hole: Range<Int>) throws -> Bool {
    let row = started
    do {
      if try load() { return repetition != 0 || started < hole.lowerBound }
      guard started == hole.lowerBound else {
        throw ParquetDamage("a column with fewer rows than its group")
      }
      return false
    } catch let blocked as Blocked {
      guard row >= hole.lowerBound, blocked.until <= hole.upperBound else { throw blocked.damage }
      return false
    }
  }

  /// Goes to the first row behind `hole`.
  ///
  /// - Throws: ``ParquetDamage`` if that cannot be read.
  func pass(_ hole: Range<Int>) throws {
    while true {
      do {
        return try skip(to: hole.upperBound)
      } catch let blocked as Blocked {
        guard blocked.until <= hole.upperBound else { throw blocked.damage }
      }
    }
  }
}
