/// What a record says of its own terms, in a field named `license`, `licence` or `rights`.
package enum LicenceRule {
  static let rules = [
    Rule(.licence, "non-commercial", "records whose licence forbids commercial use"),
    Rule(.licence, "no-derivatives", "records whose licence forbids derivatives"),
    Rule(.licence, "reserved", "records with all rights reserved"),
    Rule(.licence, "unknown", "records whose licence field names no known licence"),
  ]

  private static let fieldNames = ["license", "licence", "rights"].map { Array($0.utf8) }
  private static let known = [
    "cc-by", "cc0", "cc by", "creativecommons.org", "mit", "apache", "bsd", "gpl", "lgpl", "agpl",
    "mpl",
    "public domain", "unlicense", "isc", "odc-by", "odbl", "zlib", "cddl", "epl", "wtfpl",
  ]

  /// The rules, by their places in ``rules``, that a record breaks.
  package static func findings(in record: borrowing Record) -> [Int] {
    for field in record.fields
    where fieldNames.contains(where: record.bytes[field.key].elementsEqual) {
      let value = record.bytes[field.value].prefix(256)
      let text = String(decoding: value, as: UTF8.self).lowercased()
      let words = text.split { !$0.isLetter && !$0.isNumber }
      var findings: [Int] = []
      if words.contains("nc") || text.contains("noncommercial") || text.contains("non-commercial") {
        findings.append(0)
      }
      if words.contains("nd") || text.contains("noderiv") || text.contains("no-deriv") {
        findings.append(1)
      }
      if text.contains("all rights reserved") || text.contains("proprietary") { findings.append(2) }
      if findings.isEmpty, !known.contains(where: text.contains) { findings.append(3) }
      return findings
    }
    return []
  }
}
