import CandorCore
import SystemPackage

extension RemovalRecord {
  /// Writes both files; the summary last, so that it is there only if all is.
  func write(to folder: FilePath, rules: [Rule]) throws {
    var writer = try AtomicFileWriter(to: folder.appending(Self.linesName))
    for line in lines { try writer.append(line.bytes + [0x0A]) }
    try writer.commit()
    try AtomicFile.write(
      summary.json(rules: rules).canonical() + [0x0A],
      to: folder.appending(RemovalSummary.fileName))
  }

  /// Copies both files as they are.
  func copy(from source: FilePath, to folder: FilePath) throws {
    for name in [Self.linesName, RemovalSummary.fileName] {
      try AtomicFile.write(FileSystem.read(source.appending(name)), to: folder.appending(name))
    }
  }

  /// Reads a record and proves it against its root.
  ///
  /// - Throws: `notFound`; `malformed` with the line; `mismatch` if the lines are not those of the root.
  public init(_ folder: FilePath) throws {
    let path = folder.appending(RemovalSummary.fileName)
    summary = try RemovalSummary(path)
    let linesPath = folder.appending(Self.linesName)
    lines = try FileSystem.read(linesPath).split(separator: 0x0A).enumerated().map { number, line in
      do {
        return try Line(parsing: Array(line), file: linesPath.string)
      } catch var error as CandorError {
        error.location?.line = number + 1
        throw error
      }
    }
    guard lines.count == summary.removals, MerkleTree.root(lines.map(\.leaf)[...]) == root else {
      throw CandorError(
        .mismatch,
        "`\(Self.linesName)` is not the list of removals that `\(RemovalSummary.fileName)` names",
        hint: "fetch both files again from where they were published", at: .init(file: path.string))
    }
  }
}

extension RemovalRecord {
  /// Names of lists and the like in one record; more would be a text.
  private static let mostNames = 1000

  /// Whether a folder holds a removal record that proves itself and says nothing but numbers, digests and
  /// names of rules. Data that is called like one is not taken for one.
  static func isIn(_ folder: FilePath) -> Bool {
    guard let record = try? RemovalRecord(folder) else { return false }
    let names = Set(record.lines.flatMap(\.removal.rules))
    return names.count <= mostNames
      && names.allSatisfy { $0 == Removal.unreadable || Rule.isName($0) }
  }
}

extension RemovalRecord.Line {
  fileprivate init(parsing bytes: [UInt8], file path: String) throws {
    func malformed(_ field: String) -> CandorError {
      CandorError(.malformed, "not a removal", at: .init(file: path, field: field))
    }
    let line = try JSONValue.parse(bytes, file: path).object(in: path)
    let ends = try line.array("bytes", in: path)
    guard ends.count == 2, case .integer(let start) = ends[0], case .integer(let end) = ends[1],
      0 <= start, start <= end
    else { throw malformed("bytes") }
    let rules = try line.array("rules", in: path).map { try $0.text(in: path) }
    file = try line.digest("file", in: path)
    key = line["key"] == .null ? nil : try line.digest("key", in: path)
    removal = Removal(
      row: try line.integer("row", in: path, range: 0...1 << 60), range: Int(start)..<Int(end),
      rules: rules,
      records: try line.optionalInteger("records", in: path, range: 1...1 << 60) ?? 1)
    // What is not read would not be proven.
    guard self.bytes == bytes else { throw malformed("action") }
  }
}
