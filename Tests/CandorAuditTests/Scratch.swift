import CandorAudit
import CandorCore
import SystemPackage
import Testing

/// A folder that is there for one test.
final class Scratch {
  let path: FilePath

  init() throws {
    path = FilePath("/tmp").appending("candor-audit-\(UInt64.random(in: 0 ... .max))")
    try FileSystem.createDirectory(path)
  }

  deinit { try? FileSystem.remove(path) }

  @discardableResult
  func write(_ name: String, _ bytes: [UInt8]) throws -> FilePath {
    let file = path.pushing(FilePath(name))
    try FileSystem.createDirectory(file.removingLastComponent())
    try? FileSystem.remove(file)
    // Nothing waits until it is on the disk, which would take most of the tests' time.
    let descriptor = try FileDescriptor.open(
      file, .writeOnly, options: [.create, .exclusiveCreate], permissions: .ownerReadWrite)
    _ = try descriptor.closeAfter { try descriptor.writeAll(bytes) }
    return file
  }

  @discardableResult
  func write(_ name: String, _ text: String) throws -> FilePath {
    try write(name, Array(text.utf8))
  }

  /// A list called `test`, in the folder.
  func list(_ keys: ListHeader.Keys, _ entries: [String]) throws -> AuditList {
    var builder = ListBuilder(
      try ListHeader(
        name: "test", version: "1", source: "a test", category: "tests", expires: "2999-01-01",
        isSealed: false, keys: keys), suffixes: nil)
    try builder.add(write("entries", entries.joined(separator: "\n")))
    let list = path.appending("test.list")
    try builder.write(to: list)
    return try AuditList(list, today: "", suffixes: nil)
  }

  /// An audit of all of the folder by rules of `groups`.
  func audit(
    _ groups: Set<Rule.Group> = [.personal, .secret], by book: RuleBook = .standard,
    threads: Int = 1, limits: AuditLimits = AuditLimits()
  ) throws -> AuditReport {
    try Audit(of: [path], AuditSelection(groups), by: book, limits: limits)
      .run(using: WorkerPool(threads: threads))
  }
}

extension AuditReport {
  /// The rules that found something, with the numbers of records.
  var found: [String: Int] {
    Dictionary(
      uniqueKeysWithValues: findings.filter { $0.records > 0 }.map { ($0.rule.id, $0.records) })
  }

  /// Clean, flagged, unreadable.
  var counts: [Int] { [total.clean, total.flagged, total.unreadable] }
}

/// What the patterns of the rule book find in a text, as `rule: bytes found`.
func patterns(in text: String) -> [String] {
  let book = RuleBook.standard
  var bytes = Array(text.utf8)
  if TextFolding.isNeeded(bytes.span) { bytes = TextFolding.folded(bytes) }
  var found: [String] = []
  book.scanner.scan(bytes.span) { rule, range in
    found.append("\(book.rules[rule].id): \(String(decoding: bytes[range], as: UTF8.self))")
  }
  return found
}
