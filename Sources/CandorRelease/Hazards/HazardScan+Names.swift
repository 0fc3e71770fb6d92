import CandorTensors

/// Names that a person takes for one another.
extension HazardScan {
  mutating func findLookAlikes() {
    var seen: [String: String] = [:]
    for entry in listing.entries {
      if entry.name.unicodeScalars.contains(where: ArchivePath.isDeceptive) {
        note(.misleads, entry.name, "has a name with characters that are not shown")
      }
      if let other = seen.updateValue(entry.name, forKey: LookAlike.skeleton(of: entry.name)) {
        note(.misleads, entry.name, "looks like `\(other)`")
      }
    }
  }
}

/// What a name looks like: letters of other scripts as the Latin ones they resemble, case aside.
///
/// A small part of the confusables of UTS #39: those that spell the names of files.
enum LookAlike {
  static func skeleton(of name: String) -> String {
    var skeleton = String.UnicodeScalarView()
    for scalar in name.unicodeScalars {
      // Full-width forms are a fixed distance from what they look like.
      let narrow = (0xFF01...0xFF5E).contains(scalar.value) ? scalar.value - 0xFEE0 : scalar.value
      skeleton.append(twins[scalar] ?? Unicode.Scalar(narrow) ?? scalar)
    }
    return String(skeleton).lowercased()
  }

  private static let twins: [Unicode.Scalar: Unicode.Scalar] = {
    let pairs = [
      // Cyrillic
      ("авеѕіјокмнорстухһԁԛԝ", "abesijokmhopctyxhdqw"), ("АВЕЅІЈОКМНОРСТУХ", "ABESIJOKMHOPCTYX"),
      // Greek
      ("αεικνορτυχ", "aeikvoptux"), ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX"),
      // Latin and punctuation
      ("ıɩɑɡⅼ", "iiagl"), ("‐‑‒–—−", "------"), ("․", "."), ("∕⁄", "//"),
    ]
    var twins: [Unicode.Scalar: Unicode.Scalar] = [:]
    for (from, to) in pairs {
      for (twin, letter) in zip(from.unicodeScalars, to.unicodeScalars) { twins[twin] = letter }
    }
    return twins
  }()
}
