/// Words by which near twins are told apart: a text that is almost another one is still not it.
enum LicenceMarks {
  private struct Marks {
    /// One of these has to be there.
    var required: [String] = []
    /// None of these may be there.
    var forbidden: [String] = []
  }

  private static let commercial = ["noncommercial", "non-commercial", "not for commercial"]
  private static let derivatives = ["noderiv", "no derivatives"]
  private static let scale = ["monthly active users", "annual revenue", "monthly revenue"]

  /// By the beginning of an identifier; the longest that fits counts.
  private static let table: [(beginning: String, marks: Marks)] = [
    ("CC-BY-1", Marks(forbidden: commercial + derivatives)),
    ("CC-BY-2", Marks(forbidden: commercial + derivatives)),
    ("CC-BY-3", Marks(forbidden: commercial + derivatives)),
    ("CC-BY-4", Marks(forbidden: commercial + derivatives)),
    ("CC-BY-SA-", Marks(forbidden: commercial + derivatives)),
    ("CC-BY-NC-", Marks(required: commercial)),
    ("CC-BY-ND-", Marks(required: derivatives, forbidden: commercial)),
    ("MIT", Marks(forbidden: commercial + scale + ["modified mit"])),
    ("Apache-2.0", Marks(forbidden: commercial + scale + ["acceptable use policy"])),
    ("BSD-", Marks(forbidden: commercial + scale)),
    ("ISC", Marks(forbidden: commercial + scale)),
    ("AGPL-", Marks(required: ["affero"])),
    ("LicenseRef-scancode-llama-2", Marks(required: ["llama 2"], forbidden: ["llama 3"])),
    ("LicenseRef-scancode-llama-3.1", Marks(required: ["llama 3.1"], forbidden: ["llama 3.2"])),
    ("LicenseRef-scancode-llama-3.2", Marks(required: ["llama 3.2"], forbidden: ["llama 3.1"])),
    ("LicenseRef-scancode-llama-3.3", Marks(required: ["llama 3.3"], forbidden: ["llama 3.1"])),
    ("LicenseRef-scancode-llama-4", Marks(required: ["llama 4"], forbidden: ["llama 3"])),
    ("LicenseRef-scancode-moonshot-ai-modified-mit", Marks(required: ["monthly active users"])),
    ("LicenseRef-scancode-qwen", Marks(required: ["qwen"])),
    ("LicenseRef-scancode-deepseek", Marks(required: ["deepseek"])),
    ("LicenseRef-scancode-gemma", Marks(required: ["gemma"])),
  ]

  /// What says that a text is not the licence after all; nil where nothing does.
  ///
  /// - Parameter words: the lines of the text in lower case, joined by spaces.
  static func contradiction(of identifiers: [String], in words: [UInt8]) -> String? {
    let rows = table.filter { row in identifiers.contains { $0.hasPrefix(row.beginning) } }
    guard let marks = rows.max(by: { $0.beginning.count < $1.beginning.count })?.marks else {
      return nil
    }
    if let found = marks.forbidden.first(where: { words.holds(Array($0.utf8)) }) {
      return "says `\(found)`"
    }
    let isMarked = marks.required.contains { words.holds(Array($0.utf8)) }
    return isMarked || marks.required.isEmpty ? nil : "does not say `\(marks.required[0])`"
  }
}
