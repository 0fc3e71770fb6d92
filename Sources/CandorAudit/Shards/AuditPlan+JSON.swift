import CandorCore
import SystemPackage

// The file of a plan (docs/cli.md): what is looked for, files, and shards as ranges of bytes.
extension AuditPlan {
  static let format = "candor.audit-plan/1"

  /// Writes the plan for people and programs to read.
  public func write(to path: FilePath) throws {
    try AtomicFile.write(json.pretty(), to: path)
  }

  var json: JSONValue {
    var plan = audit.json(Self.format)
    plan["shards"] = .array(
      shards.enumerated().map { number, pieces in
        ["shard": .integer(Int64(number)), "pieces": .array(pieces.map(\.json))]
      })
    return .object(plan)
  }

  /// Reads a plan and checks that its pieces are all of its files.
  ///
  /// - Throws: `notFound`, `malformed`; `unsupported` if it was made for other rules.
  public init(
    _ path: FilePath, by book: RuleBook = .standard, limits: AuditLimits = AuditLimits()
  ) throws {
    let name = path.string
    let plan = try JSONValue.parse(FileSystem.read(path), file: name).object(in: name)
    try plan.checkFormat(Self.format, in: name)
    guard plan["rules"] == book.json else {
      throw CandorError(
        .unsupported, "the plan was made for other rules or lists than there are here",
        hint: "use one version of Candor, and the same `--lists`, on all machines",
        at: .init(file: name, field: "rules"))
    }
    let skipped = try plan.array("skipped", in: name).map { entry in
      let skipped = try entry.object(in: name)
      return AuditReport.Skipped(
        name: try skipped.string("name", in: name), reason: try skipped.string("reason", in: name))
    }
    let selection = try AuditSelection(plan.object("selection", in: name), in: name)
    let takesAll = selection.takesAllFiles(book)
    let files = try plan.array("files", in: name)
      .map { try AuditFile($0, in: name, takingAll: takesAll) }
    var walk = PieceWalk(files, in: name)
    let shards = try plan.array("shards", in: name).enumerated().map { number, entry in
      let shard = try entry.object(in: name)
      _ = try shard.integer("shard", in: name, range: number...number)
      return try shard.array("pieces", in: name).map { try walk.next($0) }
    }
    try walk.finish()
    try self.init(
      Audit(of: AuditListing(files, skipped), selection, by: book, limits: limits), shards: shards)
  }
}

// What a plan says of the things it is made of.

extension Audit {
  /// What is looked for, and in what, as a file of some format.
  func json(_ format: String) -> JSONObject {
    [
      "format": .string(format), "rules": book.json, "selection": selection.json,
      "files": .array(listing.files.map(\.json)),
      "skipped": .array(
        listing.skipped.map { ["name": .string($0.name), "reason": .string($0.reason)] }),
    ]
  }
}

extension RuleBook {
  fileprivate var json: JSONValue { .array(rules.map(\.json)) }
}

extension AuditSelection {
  fileprivate var json: JSONValue {
    [
      "groups": Self.json(of: groups), "removing": removing.map(Self.json) ?? .null,
    ]
  }

  fileprivate init(_ selection: JSONObject, in file: String) throws {
    func groups(_ values: [JSONValue]) throws -> Set<Rule.Group> {
      Set(
        try values.map { value in
          if let group = try Rule.Group(rawValue: value.text(in: file)) { return group }
          throw CandorError(
            .unsupported, "there is no such group of rules", at: .init(file: file, field: "groups"))
        })
    }
    self.init(
      try groups(selection.array("groups", in: file)),
      removing: try selection.optionalArray("removing", in: file).map(groups))
  }

  private static func json(of groups: Set<Rule.Group>) -> JSONValue {
    .array(Rule.Group.allCases.filter(groups.contains).map { .string($0.rawValue) })
  }
}

extension AuditFile {
  fileprivate var json: JSONValue {
    [
      "name": .string(name), "path": .string(path.string), "bytes": .integer(Int64(size)),
      "modified": .integer(Int64(stamp.modified)),
    ]
  }

  fileprivate init(_ entry: JSONValue, in plan: String, takingAll takesAll: Bool) throws {
    let file = try entry.object(in: plan)
    self.init(
      FilePath(try file.string("path", in: plan)), name: try file.fileName("name", in: plan),
      stamp: FileStamp(
        size: try file.integer("bytes", in: plan, range: 0...FindingsDecoder.numberLimit),
        modified: try file.integer("modified", in: plan, range: -1 << 60...1 << 60)))
    guard takesAll || kind != .file else {
      throw CandorError(
        .unsupported, "`\(name)` has no ending that is read", at: .init(file: plan, field: "files"))
    }
  }
}

extension AuditPiece {
  fileprivate var json: JSONValue {
    [
      "file": .integer(Int64(fileNumber)),
      "bytes": [.integer(Int64(range.lowerBound)), .integer(Int64(range.upperBound))],
    ]
  }
}

/// Checks that pieces follow each other through all files.
private struct PieceWalk {
  private let files: [AuditFile]
  private let plan: String
  private var file = 0
  private var end = 0
  private var isBegun = false

  init(_ files: [AuditFile], in plan: String) {
    self.files = files
    self.plan = plan
  }

  mutating func next(_ entry: JSONValue) throws -> AuditPiece {
    if isBegun, end == files[file].size {
      file += 1
      (end, isBegun) = (0, false)
    }
    let piece = try entry.object(in: plan)
    let number = try piece.integer("file", in: plan)
    let bytes = try piece.array("bytes", in: plan)
    guard number == file, file < files.count, bytes.count == 2, bytes[0] == .integer(Int64(end)),
      case .integer(let upper) = bytes[1],
      (isBegun ? end + 1 : end)...files[file].size ~= Int(upper)
    else { throw refusal("the pieces do not follow each other") }
    let start = end
    (end, isBegun) = (Int(upper), true)
    return AuditPiece(file: files[number], fileNumber: number, range: start..<end)
  }

  func finish() throws {
    guard files.isEmpty || (file == files.count - 1 && isBegun && end == files[file].size) else {
      throw refusal("the pieces are not all of the files")
    }
  }

  private func refusal(_ message: String) -> CandorError {
    CandorError(.malformed, message, hint: "plan again", at: .init(file: plan, field: "shards"))
  }
}
