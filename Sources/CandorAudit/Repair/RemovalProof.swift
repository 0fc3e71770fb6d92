import CandorCore
import SystemPackage

/// That one removal is among those of a removal record, without the others (RFC 6962, section 2.1.1).
public struct RemovalProof: Sendable {
  static let format = "candor.removal-proof/1"

  /// The line of the record, parsed.
  private let line: JSONValue
  private let index: Int
  private let count: Int
  private let path: [Digest]

  /// - Parameter number: of the line in `removals.jsonl`, from 1.
  /// - Throws: `usage` if there is no such line.
  public init(ofLine number: Int, in record: RemovalRecord) throws {
    guard number >= 1, number <= record.lines.count else {
      throw CandorError(
        .usage, "there is no line \(number)", hint: "the record has \(record.lines.count) lines")
    }
    index = number - 1
    count = record.lines.count
    line = record.lines[index].json
    path = MerkleTree.path(to: index, in: record.lines.map(\.leaf)[...])
  }

  /// Whether the removal is one of those that the summary stands for.
  public func holds(for summary: RemovalSummary) -> Bool {
    count == summary.removals
      && MerkleTree.root(
        from: MerkleTree.leaf(line.canonical()), at: index, of: count, path: path[...])
        == summary.root
  }

  public var json: JSONValue {
    [
      "format": .string(Self.format), "line": line, "index": .integer(Int64(index)),
      "removals": .integer(Int64(count)), "path": .array(path.map { .string($0.hex) }),
    ]
  }

  /// Reads a proof.
  ///
  /// - Throws: `notFound`, `malformed`, `unsupported`.
  public init(_ path: FilePath) throws {
    let name = path.string
    let proof = try JSONValue.parse(FileSystem.read(path), file: name).object(in: name)
    try proof.checkFormat(Self.format, in: name)
    count = try proof.integer("removals", in: name, range: 1...Int.max)
    index = try proof.integer("index", in: name, range: 0...count - 1)
    line = .object(try proof.object("line", in: name))
    self.path = try proof.array("path", in: name).map { digest in
      if let digest = Digest(hex: try digest.text(in: name)) { return digest }
      throw CandorError(
        .malformed, "expected 64 hexadecimal digits", at: .init(file: name, field: "path"))
    }
  }
}
