import CandorCore
import SystemPackage

/// What a repair removed from a dataset and why, without showing it.
///
/// `removals.jsonl` has a line for each removal; `repair.json` (``RemovalSummary``) names the parent and
/// the child by their files' digests and the lines by the root of their Merkle tree.
public struct RemovalRecord: Sendable {
  static let linesName = "removals.jsonl"

  package struct Line: Sendable, Equatable {
    /// SHA-256 of the parent's file.
    package let file: Digest
    package let removal: Removal
    /// HMAC-SHA256 of the record's bytes, less the line end; nil without a key.
    package let key: Digest?
  }

  package let summary: RemovalSummary
  package let lines: [Line]

  package var root: Digest { summary.root }

  init(_ files: [RemovalSummary.File], _ lines: [Line]) {
    summary = RemovalSummary(files: files, root: MerkleTree.root(lines.map(\.leaf)[...]))
    self.lines = lines
  }

  /// For each file of the parent its removals, in order.
  ///
  /// - Throws: `mismatch` if the lines are not of the files, or do not follow each other.
  func removalsByFile() throws -> [[Removal]] {
    var rest = lines[...]
    return try summary.files.map { file in
      let removals = rest.prefix(file.removals)
      rest = rest.dropFirst(file.removals)
      // Rows of a Parquet file are no runs of bytes.
      let areRuns = FileKind(name: file.name) != .parquet
      var (end, row) = (0, 0)
      for line in removals {
        guard line.file == file.original, row <= line.removal.row,
          !areRuns || end <= line.removal.range.lowerBound
        else {
          throw CandorError(
            .mismatch, "the removals of `\(file.name)` do not follow each other",
            at: .init(file: Self.linesName))
        }
        (end, row) = (line.removal.range.upperBound, line.removal.rows.upperBound)
      }
      return removals.map(\.removal)
    }
  }
}

extension RemovalRecord.Line {
  var json: JSONValue {
    var line: JSONObject = [
      "action": "removed", "file": .string(file.hex), "row": .integer(Int64(removal.row)),
      "bytes": [
        .integer(Int64(removal.range.lowerBound)), .integer(Int64(removal.range.upperBound)),
      ],
      "rules": .array(removal.rules.map { .string($0) }),
      "key": key.map { .string($0.hex) } ?? .null,
    ]
    if removal.records > 1 { line["records"] = .integer(Int64(removal.records)) }
    return .object(line)
  }

  /// The line as it is written, without its end.
  package var bytes: [UInt8] { json.canonical() }

  package var leaf: Digest { MerkleTree.leaf(bytes) }
}
