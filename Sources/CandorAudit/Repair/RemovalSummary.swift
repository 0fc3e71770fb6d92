import CandorCore
import SystemPackage

/// What `repair.json` says: the files of parent and child, and the root over all removals.
public struct RemovalSummary: Sendable {
  package struct File: Sendable, Equatable {
    package let name: String
    /// Of the parent's file, as it lies on disk.
    package let original: Digest
    /// The child's file, unpacked, under its name.
    package let repairedName: String
    /// nil if the child has no such file.
    package let repaired: Digest?
    /// How many of the lines of `removals.jsonl` are of this file; they come in the order of the files.
    package let removals: Int
  }

  static let format = "candor.repair/1"
  static let fileName = "repair.json"

  package let files: [File]
  /// The root of the Merkle tree (RFC 6962) over the lines.
  package let root: Digest

  package var removals: Int { files.reduce(0) { $0 + $1.removals } }
  package var parent: Digest { Self.datasetDigest(files.map { ($0.name, $0.original) }) }
  package var child: Digest {
    Self.datasetDigest(
      files.compactMap { file in file.repaired.map { (file.repairedName, $0) } })
  }

  /// What names a dataset: SHA-256 of its files' digests and names, sorted by name.
  private static func datasetDigest(_ files: [(name: String, digest: Digest)]) -> Digest {
    var builder = DigestBuilder()
    for file in files.sorted(by: { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }) {
      builder.update("\(file.digest.hex)  \(file.name)\n")
    }
    return builder.finalize()
  }
}

extension RemovalSummary {
  func json(rules: [Rule]) -> JSONValue {
    [
      "format": .string(Self.format), "parent": .string(parent.hex), "child": .string(child.hex),
      "removals": .integer(Int64(removals)), "root": .string(root.hex),
      "rules": .array(rules.map(\.json)),
      "files": .array(
        files.map {
          [
            "name": .string($0.name), "sha256": .string($0.original.hex),
            "repairedName": .string($0.repairedName),
            "repairedSHA256": $0.repaired.map { .string($0.hex) } ?? .null,
            "removals": .integer(Int64($0.removals)),
          ]
        }),
    ]
  }

  /// Reads `repair.json` and compares its sums.
  ///
  /// - Throws: `notFound`, `malformed`, `unsupported`; `mismatch` if it does not agree with itself.
  public init(_ path: FilePath) throws {
    let name = path.string
    let summary = try JSONValue.parse(FileSystem.read(path), file: name).object(in: name)
    try summary.checkFormat(Self.format, in: name)
    files = try summary.array("files", in: name).map { entry in
      let file = try entry.object(in: name)
      return File(
        name: try file.fileName("name", in: name), original: try file.digest("sha256", in: name),
        repairedName: try file.fileName("repairedName", in: name),
        repaired: file["repairedSHA256"] == .null
          ? nil : try file.digest("repairedSHA256", in: name),
        removals: try file.integer("removals", in: name, range: 0...FindingsDecoder.numberLimit))
    }
    root = try summary.digest("root", in: name)
    for (key, digest) in [("parent", parent), ("child", child)]
    where try summary.digest(key, in: name) != digest {
      throw CandorError(
        .mismatch, "this digest is not that of the files below", at: .init(file: name, field: key))
    }
    guard try summary.integer("removals", in: name) == removals else {
      throw CandorError(
        .mismatch, "this is not the sum of the files' removals",
        at: .init(file: name, field: "removals"))
    }
  }
}
