/// Why some bytes of a file are no record.
public enum Unreadable: String, Error, Sendable, CaseIterable, Codable {
  case notUTF8 = "bytes that are not UTF-8"
  case notJSON = "not JSON"
  case notAnObject = "JSON, and not an object"
  case tooDeep = "JSON nested too deep"
  case tooLong = "longer than the limit on a record"
  case unclosedQuote = "a quote that does not end"
  case damagedPacking = "the gzip data is damaged"
  case cutShort = "the file ends too early"
  case besideDamage = "a record that runs into damaged bytes"
  case unpacksTooFar = "unpacks beyond the limit"
  case damagedHeader = "no tape header"
  case readError = "the system could not read"
}
