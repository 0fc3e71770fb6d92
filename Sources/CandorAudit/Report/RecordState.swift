/// What becomes of a record that can be read, the better first.
enum RecordState: Int, Comparable, Sendable, Codable {
  case clean, flagged, removed

  static func < (first: RecordState, second: RecordState) -> Bool {
    first.rawValue < second.rawValue
  }
}
