import CandorCore
import SystemPackage

/// What was found in some shards of a plan: a file that joins with others.
///
///     {"format":"candor.audit-partial/1","plan":"…","shards":[{"bytes":…,"sha256":"…","shard":0},…]}
///     the shards' findings (`FindingsEncoder`), one after another
///
/// The first line is canonical JSON; shards ascend. So joining is a union: in any order, in any tree,
/// with copies among them, the bytes are the same.
public struct AuditPartial: Sendable {
  struct Shard: Sendable {
    let number: Int
    let contents: Contents
  }

  static let format = "candor.audit-partial/1"
  public static let ending = "partial"

  let plan: Digest
  let shards: [Shard]

  /// The first line has some hundred bytes for each of at most a million shards.
  private static let headerLimit = 256 << 20

  /// Opens a partial report and compares it with its digests.
  ///
  /// - Throws: `notFound`, `malformed`, `unsupported`, `mismatch`, `inputOutput`.
  public init(_ path: FilePath) throws {
    let file = try MappedFile(path)
    let bytes = file.elements
    let end = (0..<min(bytes.count, Self.headerLimit)).first { bytes[$0] == 0x0A }
    guard let end else {
      throw CandorError(
        .malformed, "this is not a partial report of an audit", at: .init(file: path.string))
    }
    let header = try JSONValue.parse(file.array(0..<end), file: path.string).object(in: path.string)
    try header.checkFormat(Self.format, in: path.string)
    plan = try header.digest("plan", in: path.string)
    var start = end + 1
    var shards: [Shard] = []
    for entry in try header.array("shards", in: path.string) {
      let entry = try entry.object(in: path.string)
      let first = (shards.last?.number ?? -1) + 1
      let number = try entry.integer("shard", in: path.string, range: first...Int.max - 1)
      let count = try entry.integer("bytes", in: path.string, range: 0...max(0, file.count - start))
      let contents = Contents(file, start..<start + count)
      guard try entry.digest("sha256", in: path.string) == contents.digest else {
        throw CandorError(
          .mismatch, "the findings of shard \(number) are not those of their digest",
          hint: "do the shard again", at: .init(file: path.string, byteOffset: start))
      }
      shards.append(Shard(number: number, contents: contents))
      start += count
    }
    guard start == file.count else {
      throw CandorError(
        .malformed, "\(file.count - start) bytes belong to no shard",
        at: .init(file: path.string, byteOffset: start))
    }
    self.shards = shards
  }

  /// Removes what killed processes left half-written in a folder, as far as the system allows it; for a
  /// folder that has all shards, so that nobody needs to write there.
  public static func removeLeftovers(in folder: FilePath) {
    let leftover = /\..+\.partial\.tmp-[0-9]+-[0-9]+/
    for name in (try? FileSystem.list(folder)) ?? [] where name.wholeMatch(of: leftover) != nil {
      try? FileSystem.remove(folder.appending(name))
    }
  }

  /// Whether it is of this plan and has this shard.
  public func holds(_ shard: Int, of plan: AuditPlan) -> Bool {
    self.plan == plan.digest && shards.contains { $0.number == shard }
  }

  /// Writes the shards of all into one.
  ///
  /// - Throws: `mismatch` if they are of different plans, or two differ about a shard; `inputOutput`.
  public static func join(_ partials: [AuditPartial], to path: FilePath) throws {
    guard let plan = partials.first?.plan else {
      throw CandorError(.usage, "there is no partial report to join")
    }
    try write(joined(partials, plan: plan), plan: plan, to: path)
  }

  /// Each shard once, in order.
  static func joined(_ partials: [AuditPartial], plan: Digest) throws -> [Shard] {
    var shards: [Int: Shard] = [:]
    for partial in partials {
      for shard in partial.shards {
        guard partial.plan == plan else {
          throw CandorError(
            .mismatch, "this partial report is of another plan",
            hint: "join what one plan asked for", at: .init(file: shard.contents.name))
        }
        if let other = shards[shard.number], other.contents.digest != shard.contents.digest {
          throw shard.refusal(
            "shard \(shard.number) was found otherwise in `\(other.contents.name ?? "")`",
            hint: "see that all machines have the same data and the same program")
        }
        shards[shard.number] = shard
      }
    }
    return shards.values.sorted { $0.number < $1.number }
  }

  static func write(_ shards: [Shard], plan: Digest, to path: FilePath) throws {
    let header: JSONValue = [
      "format": .string(format), "plan": .string(plan.hex),
      "shards": .array(
        shards.map {
          [
            "shard": .integer(Int64($0.number)), "bytes": .integer(Int64($0.contents.count)),
            "sha256": .string($0.contents.digest.hex),
          ]
        }),
    ]
    var writer = try AtomicFileWriter(to: path)
    try writer.append(header.canonical() + [0x0A])
    for shard in shards { try writer.append(shard.contents.bytes) }
    try writer.commit()
  }
}

extension AuditPartial {
  /// The findings of a shard as bytes, in memory or in a file.
  struct Contents: Sendable {
    let digest: Digest
    private let memory: [UInt8]
    private let file: MappedFile?
    private let range: Range<Int>

    init(_ bytes: [UInt8]) {
      (memory, file, range) = (bytes, nil, 0..<bytes.count)
      digest = Digest(of: bytes)
    }

    init(_ file: MappedFile, _ range: Range<Int>) {
      (memory, self.file, self.range) = ([], file, range)
      digest = Digest(of: file.bytes.extracting(range))
    }

    var count: Int { range.count }
    var bytes: [UInt8] { file?.array(range) ?? memory }
    var name: String? { file?.path.string }
    var location: CandorError.Location { .init(file: name, byteOffset: range.lowerBound) }
  }
}

extension AuditPartial.Shard {
  /// - Throws: `malformed` if the bytes are no findings of these rules.
  func findings(_ book: RuleBook) throws -> [PieceFindings] {
    do {
      let findings = try FindingsDecoder.decode([PieceFindings].self, from: contents.bytes)
      if findings.allSatisfy({ $0.fits(book) }) { return findings }
    } catch DecodingError.dataCorrupted(let context) {
      throw refusal(context.debugDescription)
    }
    throw refusal("findings by rules that are not there")
  }

  func refusal(_ message: String, hint: String? = nil) -> CandorError {
    CandorError(.mismatch, message, hint: hint, at: contents.location)
  }
}
