import CandorCore

/// What a repair removed from a dataset and why, without showing it.
///
/// `removals.jsonl` has a line for each removal; `repair.json` names the parent and the child by
/// their files' digests and the lines by the root of their Merkle tree.
package struct RemovalRecord: Sendable {
  static let format = "candor.repair/1"
  static let summaryName = "repair.json"
  static let linesName = "removals.jsonl"

  package struct File: Sendable, Equatable {
    package let name: String
    /// Of the parent's file, as it lies on disk.
    package let original: Digest
    /// The child's file, unpacked, under its name.
    package let repairedName: String
    package let repaired: Digest
  }

  package struct Line: Sendable, Equatable {
    package let file: Digest
    package let removal: Removal
    /// HMAC-SHA256 of the record's bytes, less the line end; nil without a key.
    package let key: Digest?
  }

  package let files: [File]
  package let lines: [Line]

  /// The root of the Merkle tree (RFC 6962) over the lines.
  package var root: Digest { MerkleTree.root(lines.map(\.leaf)[...]) }

  /// What names a dataset: SHA-256 of its files' digests and names, sorted by name.
  static func datasetDigest(_ files: [(name: String, digest: Digest)]) -> Digest {
    var builder = DigestBuilder()
    for file in files.sorted(by: { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }) {
      builder.update("\(file.digest.hex)  \(file.name)\n")
    }
    return builder.finalize()
  }

  package var parent: Digest { Self.datasetDigest(files.map { ($0.name, $0.original) }) }
  package var child: Digest { Self.datasetDigest(files.map { ($0.repairedName, $0.repaired) }) }
}

extension RemovalRecord.Line {
  /// The line as it is written, without its end.
  package var bytes: [UInt8] {
    let json: JSONValue = [
      "action": "removed", "file": .string(file.hex), "row": .integer(Int64(removal.row)),
      "bytes": [
        .integer(Int64(removal.range.lowerBound)), .integer(Int64(removal.range.upperBound)),
      ],
      "rules": .array(removal.rules.map { .string($0) }),
      "key": key.map { .string($0.hex) } ?? .null,
    ]
    return json.canonical()
  }

  package var leaf: Digest { MerkleTree.leaf(bytes) }
}
