/// Why some bytes of a file are no record.
public enum Unreadable: String, Error, Sendable, CaseIterable, Codable {
  case notUTF8 = "bytes that are not UTF-8"
  case notJSON = "not JSON"
  case notAnObject = "JSON, and not an object"
  case tooDeep = "JSON nested too deep"
  case tooLong = "longer than the limit on a record"
  case unclosedQuote = "a quote that does not end"
  case damagedPacking = "the packed data is damaged"
  case windowTooLarge = "packed data that asks for too much memory"
  case cutShort = "the file ends too early"
  case besideDamage = "a record that runs into damaged bytes"
  case unpacksTooFar = "unpacks beyond the limit"
  case damagedHeader = "no tape header"
  case damagedParquet = "damaged Parquet data"
  case unsupportedParquet = "Parquet data of a kind that is not read"
  case readError = "the system could not read"
}
