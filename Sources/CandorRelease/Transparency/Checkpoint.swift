/// A log's signed word on how many entries it has and what the root of their tree is.
///
/// Source: https://github.com/C2SP/C2SP, `tlog-checkpoint` and `signed-note`
struct Checkpoint {
  /// Another line of the note, by a log or by a witness.
  private struct Signature {
    /// The first four bytes of what names the key.
    let hint: [UInt8]
    let bytes: [UInt8]
  }

  let treeSize: Int
  let root: [UInt8]
  /// What is signed: the lines before the empty one.
  private let note: [UInt8]
  private let signatures: [Signature]

  /// Signatures beyond these are not looked at.
  private static let mostSignatures = 64

  /// Nil for anything that is no checkpoint.
  init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard
      let gap = bytes.indices.dropLast().first(where: { bytes[$0] == 10 && bytes[$0 + 1] == 10 })
    else { return nil }
    note = Array(bytes[...gap])
    let lines = String(decoding: note, as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false)
    // The log's name, the size, the root, and whatever the log adds.
    guard lines.count >= 4, !lines[0].isEmpty, let size = Int(lines[1]), size >= 0,
      String(size) == lines[1], let root = Base64.decode(String(lines[2])), !root.isEmpty
    else { return nil }
    (treeSize, self.root) = (size, root)
    var signatures: [Signature] = []
    let rest = String(decoding: bytes[(gap + 2)...], as: UTF8.self)
    guard rest.hasSuffix("\n") else { return nil }
    for line in rest.split(separator: "\n").prefix(Self.mostSignatures) {
      let parts = line.split(separator: " ", omittingEmptySubsequences: false)
      guard parts.count == 3, parts[0] == "\u{2014}", !parts[1].isEmpty,
        let bytes = Base64.decode(String(parts[2])), bytes.count > 4
      else { return nil }
      signatures.append(Signature(hint: Array(bytes[..<4]), bytes: Array(bytes[4...])))
    }
    self.signatures = signatures
  }

  /// Whether `log` has signed it.
  func isSigned(by key: SigstoreKey, named identifier: [UInt8]) -> Bool {
    signatures.contains {
      identifier.starts(with: $0.hint) && key.isValidSignature($0.bytes, of: note)
    }
  }
}
