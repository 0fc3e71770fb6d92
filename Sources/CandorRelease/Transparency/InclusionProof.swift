import CandorCore

/// What shows that an entry is a leaf of a log's tree, whose root the log has signed.
///
/// Source: RFC 9162, section 2.1.3
struct InclusionProof: Sendable, Equatable {
  /// The place of the leaf in this tree.
  let index: Int
  let treeSize: Int
  let root: [UInt8]
  /// The neighbours on the way from the leaf to the root.
  let hashes: [[UInt8]]
  /// The log's word on size and root; nil in some early bundles.
  let checkpoint: String?

  /// A tree of 2⁶³ leaves has no longer ways.
  private static let longest = 63

  init(_ object: JSONObject, in file: String) throws {
    index = try object.whole("logIndex", in: file) ?? 0
    treeSize = try object.whole("treeSize", in: file) ?? 0
    root = try object.bytes("rootHash", in: file)
    let field = "inclusionProof.hashes"
    let values = try object.optionalArray("hashes", in: file) ?? []
    guard values.count <= Self.longest else {
      throw CandorError(
        .malformed, "a proof has at most \(Self.longest) hashes",
        at: .init(file: file, field: field))
    }
    hashes = try values.map {
      guard case .string(let text) = $0, let hash = Base64.decode(text) else {
        throw CandorError(.malformed, "expected base64", at: .init(file: file, field: field))
      }
      return hash
    }
    checkpoint = try object.optionalObject("checkpoint", in: file)?.string("envelope", in: file)
  }

  /// Whether `body`, at this place, makes this root.
  func leads(from body: [UInt8]) -> Bool {
    guard index < treeSize else { return false }
    var hash = Digest(of: [0] + body).bytes
    var (place, last) = (index, treeSize - 1)
    for sibling in hashes {
      guard last > 0 else { return false }
      if place & 1 == 1 || place == last {
        hash = Digest(of: [1] + sibling + hash).bytes
        // A node without a right neighbour moves up as it is.
        while place & 1 == 0, place > 0 { (place, last) = (place >> 1, last >> 1) }
      } else {
        hash = Digest(of: [1] + hash + sibling).bytes
      }
      (place, last) = (place >> 1, last >> 1)
    }
    return last == 0 && hash == root
  }
}
