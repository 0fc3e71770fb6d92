import CandorCore
import Foundation
import SystemPackage
import Testing

@testable import CandorRelease

@Suite("The lock")
struct ReleaseLockTests {
  private let folder: TemporaryFolder
  private let pool: WorkerPool
  private var lock: ReleaseLock

  init() throws {
    folder = try TemporaryFolder()
    pool = try WorkerPool(threads: 2)
    try folder.write("{}", to: "config.json")
    try folder.write("weights", to: "model.safetensors")
    try folder.write("a story", to: "data/b.txt")
    try folder.write("", to: "data/a.txt")
    try folder.write("name: x", to: "release.yaml")
    let records = try ExampleRun.write(to: folder.path.appending(RunLedger.fileName))
    let ledger = try RunLedger(folder.path.appending(RunLedger.fileName))
    lock = ReleaseLock(
      toolName: "candor", toolVersion: "0.1.0", toolchain: "Swift 6.3.1", numerics: 1,
      dataset: DatasetRecord(
        documents: 2, digest: Digest(of: "data"),
        files: try ["data/b.txt", "data/a.txt"].map { try ReleasePath($0) }),
      run: RunRecord(ledger, parameterDigest: Digest(of: "parameters")))
    #expect(records.count == 3)
    try lock.recordFiles(in: folder.path, using: pool)
    try lock.write(in: folder.path)
  }

  private var text: String {
    get throws {
      String(
        decoding: try FileSystem.read(folder.path.appending(ReleaseLock.fileName)), as: UTF8.self)
    }
  }

  private func read(replacing old: String, with new: String) throws -> ReleaseLock {
    let parts = try text.split(separator: old, maxSplits: 1, omittingEmptySubsequences: false)
    try #require(parts.count == 2, "`\(old)` is in the lock")
    return try ReleaseLock(
      JSONValue.parse(Array("\(parts[0])\(new)\(parts[1])".utf8), file: "lock"), file: "lock")
  }

  @Test("comes back as it was written, byte for byte")
  func roundTrip() throws {
    let before = try text
    let read = try ReleaseLock(in: folder.path)
    #expect(read == lock)
    try read.write(in: folder.path)
    #expect(try text == before)
  }

  @Test("covers every file but itself, signatures and the working folder, by sha256sum's digests")
  func coverage() throws {
    try folder.write("x", to: ".candor/checkpoint")
    try folder.write("x", to: "release.sig")
    try folder.write("x", to: "model.sigstore.json")
    #expect(try lock.verifyFiles(in: folder.path, using: pool).isEmpty)
    let paths = lock.files.map(\.path.text)
    #expect(
      paths == [
        "config.json", "data/a.txt", "data/b.txt", "ledger.jsonl", "model.safetensors",
        "release.yaml",
      ])
    // printf 'a story' | sha256sum
    #expect(
      lock.files[2].digest.hex
        == "a9092e8a412dccbb36365cad4225cf9d35374374b7127b597251081a5832cd2d")
    #expect(lock.files.map(\.bytes)[..<3] == [2, 0, 7])
  }

  @Test("names a flipped bit, a missing and an extra file, all at once and in order")
  func mismatches() throws {
    try folder.write("weightt", to: "model.safetensors")
    try folder.write("longer", to: "config.json")
    try FileSystem.remove(folder.path.appending("data/b.txt"))
    try folder.write("x", to: "data/sub/run.py")
    let found = try lock.verifyFiles(in: folder.path, using: pool)
    #expect(
      found.map(\.path.text) == [
        "config.json", "data/b.txt", "data/sub/run.py", "model.safetensors",
      ])
    #expect(found[0].description == "`config.json` has 6 bytes, expected 2")
    #expect(found[1].description == "`data/b.txt` is missing")
    #expect(found[2].description == "`data/sub/run.py` is not in the lock")
    #expect(found[3].description.hasPrefix("`model.safetensors` has digest"))
    #expect(try lock.verifyFiles(in: folder.path, using: WorkerPool(threads: 1)) == found)
  }

  @Test("names a bit that is flipped in any file of the release")
  func flippedBits() throws {
    for file in lock.files where file.bytes > 0 {
      let place = file.path.resolved(in: folder.path)
      let bytes = try FileSystem.read(place)
      var changed = bytes
      changed[bytes.count / 2] ^= 0x10
      try AtomicFile.write(changed, to: place)
      #expect(try lock.verifyFiles(in: folder.path, using: pool).map(\.path) == [file.path])
      try AtomicFile.write(bytes, to: place)
    }
  }

  @Test("refuses links and pipes, also in place of a folder on the way to a file")
  func links() throws {
    let manager = FileManager.default
    for (name, target) in [("link", "/etc/passwd"), ("data/link", "a.txt"), ("folder", "data")] {
      let link = folder.path.appending(name).string
      try manager.createSymbolicLink(atPath: link, withDestinationPath: target)
      let error = try #require(throws: CandorError.self) {
        try lock.verifyFiles(in: folder.path, using: pool)
      }
      #expect(error.message == "this is a symbolic link")
      #expect(error.location?.file == link)
      #expect(throws: CandorError.self) { try ReleaseFolder.paths(in: folder.path) }
      try manager.removeItem(atPath: link)
    }
    try manager.moveItem(
      atPath: folder.path.appending("data").string, toPath: folder.path.appending(".candor").string)
    try manager.createSymbolicLink(
      atPath: folder.path.appending("data").string, withDestinationPath: ".candor")
    #expect(throws: CandorError.self) { try lock.verifyFiles(in: folder.path, using: pool) }
  }

  @Test("refuses two names that are one on systems that ignore case")
  func collisions() throws {
    try folder.write("x", to: "CONFIG.json")
    let error = try #require(throws: CandorError.self) { try ReleaseFolder.paths(in: folder.path) }
    #expect(error.message.contains("ignore case"))
  }

  @Test(
    "is refused when anything in it is out of order",
    arguments: [
      ("\"data/a.txt\"", "\"../a.txt\"", "no path in a release"),
      ("\"config.json\"", "\"/config.json\"", "no path in a release"),
      ("\"config.json\"", "\"zz\"", "out of order"),
      ("\"data/a.txt\"", "\"config.json\"", "out of order"),
      ("\"config.json\"", "\".candor/x\"", "does not cover"),
      ("\"config.json\"", "\"a.sig\"", "does not cover"),
      ("\"bytes\": 2", "\"bytes\": -2", "must be an integer"),
      ("\"bytes\": 2", "\"bytes\": 2.0", "must be an integer"),
      ("\"bytes\": 2", "\"bytes\": 2, \"bytes\": 2", "in this object twice"),
      ("\"bytes\": 2", "\"bytes\": 2, \"mode\": 7", "unknown key `mode`"),
      ("\"toolchain\"", "\"toolchains\"", "toolchain"),
      ("candor.release.lock/1", "candor.release.lock/2", "this program reads"),
      ("\"documents\": 2", "\"documents\": -1", "must be an integer"),
      ("\"data/b.txt\",\n", "\"data/c.txt\",\n", "which is not in the release"),
      ("\"numerics\": 1", "\"numerics\": 2", "the chain breaks here"),
      ("\"firstStep\": 3", "\"firstStep\": 4", "does not follow"),
      ("\"lastStep\": 4", "\"lastStep\": 3", "the chain breaks here"),
    ])
  func refusals(old: String, new: String, message: String) throws {
    let error = try #require(throws: CandorError.self) { try read(replacing: old, with: new) }
    #expect(error.description.contains(message), "\(error)")
    #expect(error.location?.file == "lock")
  }

  @Test("names the link of the chain that any changed digest of the run breaks")
  func chain() throws {
    let run = try #require(lock.run)
    let other = Digest(of: "other").hex
    func field(_ digest: Digest) throws -> String? {
      try #require(throws: CandorError.self) { try read(replacing: digest.hex, with: other) }
        .location?.field
    }
    #expect(try field(run.recipeDigest) == "run.segments[0]")
    #expect(try field(run.initialState) == "run.segments[0]")
    for (index, segment) in run.segments.enumerated() {
      #expect(try field(segment.dataOrder) == "run.segments[\(index)]")
      #expect(try field(segment.log) == "run.segments[\(index)]")
      #expect(try field(segment.chain) == "run.segments[\(index)]")
    }
    #expect(try field(run.segments[1].state) == "run.segments[1]")
    #expect(try field(run.finalState) == "run.finalState")
  }

  @Test("and the ledger must tell the same run")
  func ledger() throws {
    let ledger = try RunLedger(folder.path.appending(RunLedger.fileName))
    try lock.verify(ledger)
    var other = lock
    other.run?.segments.removeLast()
    let count = try #require(throws: CandorError.self) { try other.verify(ledger) }
    #expect(count.message == "lock and ledger differ in `segments`")
    other = lock
    other.run?.segments[1].log = Digest(of: "x")
    let segment = try #require(throws: CandorError.self) { try other.verify(ledger) }
    #expect(segment.message == "lock and ledger differ in `segments[1]`")
    #expect(segment.location?.line == 8)
    other.run = nil
    #expect(try #require(throws: CandorError.self) { try other.verify(ledger) }.code == .notFound)
  }
}
