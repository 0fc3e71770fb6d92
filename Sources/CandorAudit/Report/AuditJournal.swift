import CandorCore
import SystemPackage

/// What an audit has found so far, kept in a folder until its report is there, so that an audit that was
/// stopped, however it was, goes on.
///
///     audit.json    what is looked for, and in what
///     N.partial     what was found since the one before (`AuditPartial`), from 0
///     lock          claimed by the audit that is at work
///
/// A small audit writes nothing: there is a partial report for each so many bytes on disk, and one when
/// a signal comes.
public final class AuditJournal {
  private let folder: FilePath
  private let lock: FileLock
  private let interval: Int
  private var description: JSONObject = [:]
  private var digest = Digest(of: "")
  private var stretch = Stretch()
  private var number = 0

  /// What a partial report holds: steps that follow each other.
  private struct Stretch: Codable {
    var start = AuditPosition()
    var steps: [AuditStep] = []
  }

  private static let format = "candor.audit-journal/1"
  private static let fileName = "audit.json"
  private static let lockName = "lock"

  /// Claims a folder, which is made if need be.
  ///
  /// - Throws: `usage` if it holds something else; `inputOutput`, also if another audit is at work there.
  public init(in folder: FilePath, limits: AuditLimits = AuditLimits()) throws {
    guard try !FileSystem.exists(folder) || Self.isOwn(folder) else {
      throw CandorError(
        .usage, "this is not the folder of an audit that was stopped",
        hint: "name one that is not there yet", at: .init(file: folder.string))
    }
    try FileSystem.createDirectory(folder)
    lock = try FileLock(folder.appending(Self.lockName), against: "another audit")
    self.folder = folder
    interval = limits.journalBytes
  }

  /// Whether a folder holds nothing but what journals leave.
  private static func isOwn(_ folder: FilePath) throws -> Bool {
    guard FileSystem.isFolder(folder) else { return false }
    let own = /(\.?(audit\.json|[0-9]+\.partial)(\.tmp-[0-9]+-[0-9]+)?|lock)/
    return try FileSystem.list(folder).allSatisfy { $0.wholeMatch(of: own) != nil }
  }

  /// Hands over the steps that are done. What a killed audit left half-written is removed.
  ///
  /// - Throws: `mismatch` if the journal is of other rules or other files; `malformed`, `inputOutput`.
  func resume(_ audit: Audit, _ pieces: [AuditPiece], _ take: (AuditStep) -> Void) throws {
    try AtomicFileWriter.removeLeftovers(in: folder)
    description = audit.json(Self.format)
    description["pieceBytes"] = .integer(Int64(audit.limits.pieceBytes))
    digest = Digest(of: JSONValue.object(description).canonical())
    if FileSystem.exists(folder.appending(Self.fileName)) {
      try checkDescription()
      while let next = try read(number) {
        guard next.start == stretch.start else { break }
        var position = stretch.start
        for step in next.steps {
          guard step.next.follows(position, of: pieces.count), step.findings.fits(audit.book) else {
            throw refusal("it does not go on where the one before ends", in: path(number))
          }
          take(step)
          position = step.next
        }
        stretch.start = position
        number += 1
      }
    }
    // What was removed halfway, or belongs to nothing.
    let files = try FileSystem.list(folder).map { folder.appending($0) }
    for path in files
    where path.extension == AuditPartial.ending && path.stem.flatMap { Int($0) } ?? 0 >= number {
      try FileSystem.remove(path)
    }
  }

  /// Keeps a step.
  ///
  /// - Throws: `inputOutput`.
  func add(_ step: AuditStep) throws {
    stretch.steps.append(step)
    if step.next.bytes - stretch.start.bytes >= interval { try commit() }
  }

  /// Writes what was found since this was last done.
  ///
  /// - Throws: `inputOutput`.
  func commit() throws {
    guard let last = stretch.steps.last else { return }
    if number == 0 {
      try AtomicFile.write(
        JSONValue.object(description).pretty(), to: folder.appending(Self.fileName))
    }
    try AuditPartial.write(
      [.init(number: number, contents: .init(try FindingsEncoder.bytes(of: stretch)))],
      plan: digest, to: path(number))
    number += 1
    stretch = Stretch(start: last.next)
  }

  /// Removes the folder: the report is there.
  public func remove() throws { try FileSystem.remove(folder) }

  private func path(_ number: Int) -> FilePath {
    folder.appending("\(number).\(AuditPartial.ending)")
  }

  /// Sees that the journal is of the same audit.
  private func checkDescription() throws {
    let path = folder.appending(Self.fileName)
    let name = path.string
    let then = try JSONValue.parse(FileSystem.read(path), file: name).object(in: name)
    try then.checkFormat(Self.format, in: name)
    guard JSONValue.object(then) != .object(description) else { return }
    let hint = "keep the data and the options as they were, or remove `\(folder)` to begin anew"
    for key in ["rules", "selection", "pieceBytes"] where then[key] != description[key] {
      throw CandorError(
        .mismatch, "the audit that was stopped had other rules or options", hint: hint,
        at: .init(file: name, field: key))
    }
    let (old, new) = try (then.array("files", in: name), description.array("files"))
    let place = zip(old, new).prefix { $0 == $1 }.count
    let file = (place < new.count ? new : old).dropFirst(place).first
    throw CandorError(
      .mismatch, "the data is not what it was when the audit was stopped", hint: hint,
      at: .init(file: try file?.object(in: name).string("path", in: name) ?? name))
  }

  /// The partial report of a number; nil if there is none.
  private func read(_ number: Int) throws -> Stretch? {
    let path = path(number)
    guard FileSystem.exists(path) else { return nil }
    let partial = try AuditPartial(path)
    guard partial.plan == digest, let shard = partial.shards.first, shard.number == number else {
      throw refusal("it is of another audit", in: path)
    }
    do {
      return try FindingsDecoder.decode(Stretch.self, from: shard.contents.bytes)
    } catch DecodingError.dataCorrupted(let context) {
      throw refusal(context.debugDescription, in: path)
    }
  }

  private func refusal(_ message: String, in path: FilePath) -> CandorError {
    CandorError(
      .mismatch, message, hint: "remove `\(folder)` to begin anew", at: .init(file: path.string))
  }
}
