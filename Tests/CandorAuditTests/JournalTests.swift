import CandorCore
import SystemPackage
import Testing

@testable import CandorAudit

/// An audit that goes on from any moment says what an undisturbed one does.
struct JournalTests {
  private let data: Scratch
  private let work: Scratch
  private let selection = AuditSelection(removing: [.personal, .duplicate])
  private let limits: AuditLimits
  private let pool: WorkerPool

  init() throws {
    data = try Scratch()
    work = try Scratch()
    pool = try WorkerPool(threads: 2)
    var limits = AuditLimits()
    limits.pieceBytes = 700
    limits.journalBytes = 700
    self.limits = limits
    var lines = ""
    for number in 0..<300 {
      lines += "{\"text\": \"\(number % 9 == 0 ? "m\(number)@x.org" : "t \(number % 40)")\"}\n"
    }
    try data.write("a.jsonl", lines + "broken\n")
    // Longer than a batch, in one piece.
    var rows = "text,number\n"
    for row in 0..<30_000 { rows += "row \(row % 100) m\(row)@x.org,\(row)\n" }
    try data.write("b.csv", rows + "\"no end\n")
    try data.write("c.txt", "the end")
  }

  private func audit(_ selection: AuditSelection? = nil) throws -> Audit {
    try Audit(of: [data.path], selection ?? self.selection, limits: limits)
  }

  /// A journal that is written often; one that goes on writes nothing more, for the disk is slow.
  private func journal(_ name: String = "journal") throws -> AuditJournal {
    var limits = limits
    if name != "journal" { limits.journalBytes = .max }
    return try AuditJournal(in: work.path.appending(name), limits: limits)
  }

  /// Copies the folder of a journal as a kill would leave it, less the lock.
  private func copy(_ name: String) throws {
    let folder = work.path.appending("journal")
    for file in try FileSystem.list(folder) where file != "lock" {
      try work.write("\(name)/\(file)", FileSystem.read(folder.appending(file)))
    }
  }

  /// Leaves a journal as of an audit that was killed in the middle.
  private func stopped() throws -> FilePath {
    var isCopied = false
    _ = try audit().run(using: pool, journal: journal()) { done, all in
      guard !isCopied, 2 * done > all else { return }
      isCopied = (try? copy("stopped")) != nil
    }
    return work.path.appending("stopped")
  }

  @Test("from every moment at which it can be killed, an audit goes on to the same report")
  func everyMoment() throws {
    let whole = try audit().run(using: pool)
    #expect(whole.total.removed > 30_000 && whole.total.unreadable == 2)
    var copies: [(name: String, done: Int)] = []
    let journal = try journal()
    let kept = try audit().run(using: pool, journal: journal) { done, _ in
      let name = "\(copies.count)"
      if (try? copy(name)) != nil { copies.append((name, done)) }
    }
    #expect(kept.json().canonical() == whole.json().canonical())
    try #require(copies.count > 12)
    try journal.remove()
    #expect(!FileSystem.exists(work.path.appending("journal")))
    var starts: Set<Int> = []
    for (number, copy) in copies.enumerated() {
      if number % 3 != 0 { continue }
      var first: Int?
      let pool = try WorkerPool(threads: 1 + number % 2)
      let report = try audit().run(using: pool, journal: self.journal(copy.name)) { done, all in
        if first == nil { first = done }
        #expect(done <= all)
      }
      starts.insert(first ?? 0)
      #expect(report.json().canonical() == whole.json().canonical(), "\(copy)")
      #expect(report.removals == whole.removals)
    }
    #expect(starts.count > 2)
  }

  @Test("a signal keeps all that was done; half-written and stray partial reports do no harm")
  func leftovers() throws {
    let whole = try audit().run(using: pool)
    let folder = try stopped()
    let partials = try FileSystem.list(folder).count { $0.hasSuffix(".partial") }
    try #require(partials > 3)
    try work.write("stopped/.9.partial.tmp-7-7", "half")
    // As after a removal that was killed: the rest does not follow the hole.
    try FileSystem.remove(folder.appending("1.partial"))
    let journal = try journal("stopped")
    let report = try audit().run(using: pool, journal: journal)
    #expect(report.json().canonical() == whole.json().canonical())
    #expect(try FileSystem.list(folder).allSatisfy { !$0.contains(".tmp-") })
    try journal.remove()
    try FileSystem.createDirectory(folder)
    try work.write("stopped/3.partial", "stray")
    #expect(
      try audit().run(using: pool, journal: self.journal("stopped")).json().canonical()
        == whole.json().canonical())
  }

  @Test("a repair after an audit that went on is the repair of one that did not stop")
  func repairs() throws {
    let whole = try Repair(to: work.path.appending("whole"), key: [1], limits: limits)
    let root = try whole.write(audit(), audit().run(using: pool))
    try whole.finish()
    _ = try stopped()
    let out = work.path.appending("out")
    for name in try FileSystem.list(work.path.appending("stopped")) {
      try work.write(
        "out/.candor/audit/\(name)",
        FileSystem.read(work.path.appending("stopped").appending(name)))
    }
    let repair = try Repair(to: out, key: [1], limits: limits)
    var first: Int?
    let report = try audit().run(using: pool, journal: repair.journal()) { done, _ in
      first = first ?? done
    }
    #expect(first ?? 0 > 0)
    #expect(try repair.write(audit(), report) == root)
    try repair.finish()
    #expect(try FileSystem.list(out) == ["data", "removals.jsonl", "repair.json"])
    for name in ["data/a.jsonl", "data/b.csv", "removals.jsonl", "repair.json"] {
      #expect(
        try FileSystem.read(out.pushing(FilePath(name)))
          == FileSystem.read(work.path.appending("whole").pushing(FilePath(name))))
    }
  }

  @Test("data or rules that changed, a second audit, and a folder with other things are refused")
  func refusals() throws {
    let folder = try stopped()
    func refusal(_ selection: AuditSelection? = nil) throws -> CandorError? {
      #expect(throws: CandorError.self) {
        _ = try audit(selection).run(using: pool, journal: journal("stopped"))
      }
    }
    let rules = try refusal(AuditSelection([.personal]))
    #expect(rules?.code == .mismatch && rules?.location?.field == "selection")
    #expect(rules?.hint?.contains("remove `\(folder)`") == true)
    let more = try data.write("d.txt", "more")
    #expect(try refusal()?.location?.file == more.string)
    try FileSystem.remove(more)
    // Of the same length.
    let changed = try data.write("c.txt", "THE END")
    #expect(try refusal()?.code == .mismatch && refusal()?.location?.file == changed.string)
    try FileSystem.remove(changed)
    #expect(try refusal()?.location?.file == changed.string)

    let claimed = try journal("claimed")
    #expect(throws: CandorError.self) { _ = try journal("claimed") }
    try claimed.remove()
    for name in ["x", "data/x", "audit.json.txt", "x.partial"] {
      try work.write("other/\(name)", "x")
      let error = #expect(throws: CandorError.self) { _ = try journal("other") }
      #expect(error?.code == .usage)
      try FileSystem.remove(work.path.appending("other"))
    }
  }

  @Test("a journal that was damaged is refused by name")
  func damaged() throws {
    let folder = try stopped()
    let path = folder.appending("1.partial")
    let whole = try FileSystem.read(path)
    for index in stride(from: 0, to: whole.count, by: whole.count / 20) {
      var changed = whole
      changed[index] ^= 1
      try work.write("stopped/1.partial", changed)
      let error = #expect(throws: CandorError.self) {
        _ = try audit().run(using: pool, journal: journal("stopped"))
      }
      #expect(error?.location?.file == path.string, "\(index)")
    }
    try work.write("stopped/1.partial", FileSystem.read(folder.appending("2.partial")))
    #expect(throws: CandorError.self) {
      _ = try audit().run(using: pool, journal: journal("stopped"))
    }
  }
}
