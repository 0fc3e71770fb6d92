import CandorCore
import SystemPackage

extension RemovalRecord {
  /// Writes both files; the summary last, so that it is there only if all is.
  func write(to folder: FilePath, rules: [Rule]) throws {
    var writer = try AtomicFileWriter(to: folder.appending(Self.linesName))
    for line in lines { try writer.append(line.bytes + [0x0A]) }
    try writer.commit()
    try AtomicFile.write(
      summary(rules).canonical() + [0x0A], to: folder.appending(Self.summaryName))
  }

  private func summary(_ rules: [Rule]) -> JSONValue {
    [
      "format": .string(Self.format), "parent": .string(parent.hex), "child": .string(child.hex),
      "removals": .integer(Int64(lines.count)), "root": .string(root.hex),
      "rules": .array(
        rules.map { ["rule": .string($0.id), "version": .integer(Int64($0.version))] }),
      "files": .array(
        files.map {
          [
            "name": .string($0.name), "sha256": .string($0.original.hex),
            "repairedName": .string($0.repairedName), "repairedSHA256": .string($0.repaired.hex),
          ]
        }),
    ]
  }

  /// Reads a record and proves it against its root.
  ///
  /// - Throws: `malformed` with the line, `mismatch` if the lines are not those of the root.
  package init(_ folder: FilePath) throws {
    let path = folder.appending(Self.summaryName)
    let value = try JSONValue.parse(FileSystem.read(path), file: path.string)
    guard case .object(let summary) = value else {
      throw CandorError(.malformed, "expected an object", at: .init(file: path.string))
    }
    let format = try summary.string("format", in: path.string)
    guard format == Self.format else {
      throw CandorError(
        .unsupported, "the format is `\(format)`, not `\(Self.format)`",
        at: .init(file: path.string))
    }
    files = try summary.array("files", in: path.string).map { entry in
      guard case .object(let file) = entry else {
        throw CandorError(.malformed, "expected an object", at: .init(file: path.string))
      }
      return File(
        name: try file.string("name", in: path.string),
        original: try Self.digest(file, "sha256", path.string),
        repairedName: try file.string("repairedName", in: path.string),
        repaired: try Self.digest(file, "repairedSHA256", path.string))
    }
    let linesPath = folder.appending(Self.linesName)
    lines = try FileSystem.read(linesPath).split(separator: 0x0A).enumerated().map { number, line in
      do {
        return try Line(parsing: Array(line), file: linesPath.string)
      } catch var error as CandorError {
        error.location?.line = number + 1
        throw error
      }
    }
    guard try Self.digest(summary, "root", path.string) == root else {
      throw CandorError(
        .mismatch,
        "`\(Self.linesName)` is not the list of removals that `\(Self.summaryName)` names",
        hint: "fetch both files again from where they were published", at: .init(file: path.string))
    }
  }

  fileprivate static func digest(_ object: JSONObject, _ key: String, _ file: String) throws
    -> Digest
  {
    if let digest = Digest(hex: try object.string(key, in: file)) { return digest }
    throw CandorError(
      .malformed, "expected 64 hexadecimal digits", at: .init(file: file, field: key))
  }
}

extension RemovalRecord.Line {
  fileprivate init(parsing bytes: [UInt8], file path: String) throws {
    func malformed(_ field: String) -> CandorError {
      CandorError(.malformed, "not a removal", at: .init(file: path, field: field))
    }
    guard case .object(let line) = try JSONValue.parse(bytes, file: path) else {
      throw malformed("action")
    }
    let ends = try line.array("bytes", in: path)
    guard ends.count == 2, case .integer(let start) = ends[0], case .integer(let end) = ends[1],
      0 <= start, start <= end
    else { throw malformed("bytes") }
    let rules = try line.array("rules", in: path).map { rule in
      guard case .string(let rule) = rule else { throw malformed("rules") }
      return rule
    }
    file = try RemovalRecord.digest(line, "file", path)
    key = line["key"] == .null ? nil : try RemovalRecord.digest(line, "key", path)
    removal = Removal(
      row: try line.integer("row", in: path), range: Int(start)..<Int(end), rules: rules)
  }
}
