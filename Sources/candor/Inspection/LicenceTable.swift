import CandorInspection

/// The licences of one file as lines of text; none where it holds none.
struct LicenceTable {
  let lines: [String]

  init(_ text: RecognisedText) {
    let found = text.matches.map { match in
      let share = match.isComplete ? "" : ", \(Int(match.coverage * 100)) % of it"
      return
        "\(text.place.path):\(match.firstLine): \(match.identifiers.joined(separator: " or "))\(share)"
    }
    let leftover = text.leftover.prefix(3).map { "    also: \($0.text)" }
    lines = found.isEmpty ? [] : found + (text.addsConditions ? leftover : [])
  }
}
