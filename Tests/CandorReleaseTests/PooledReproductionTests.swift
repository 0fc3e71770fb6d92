import CandorCore
import SystemPackage
import Testing

@testable import CandorRelease

@Suite("Reproductions by several people")
struct PooledReproductionTests {
  private static let keys = FilePath(#filePath).removingLastComponent().removingLastComponent()
    .appending("Fixtures").appending("signing")

  private static func key(_ name: String) throws -> SigningKey {
    try SigningKey(keys.appending("\(name).pem"))
  }

  @Test(
    "cover what they ran again; who is not trusted, or speaks of another release, does not count")
  func pooling() throws {
    let folder = try TemporaryFolder()
    let release = folder.path.appending("release")
    let statements = folder.path.appending("statements")
    try FileSystem.createDirectory(release)
    try FileSystem.createDirectory(statements)
    var lock = ReleaseLock(toolName: "t", toolVersion: "1", toolchain: "t", numerics: 1)
    let ledger = folder.path.appending(RunLedger.fileName)
    _ = try ExampleRun.write(to: ledger)
    lock.run = RunRecord(try RunLedger(ledger), parameterDigest: Digest(of: "parameters"))
    let segments = try #require(lock.run?.segments.count)
    try lock.write(in: release)
    let digest = try Digest.ofFile(release.appending(ReleaseLock.fileName))
    func write(_ name: String, by key: String, _ replayed: [Int], lock: Digest) throws {
      let statement = ReproductionStatement(
        lock: lock, segments: segments, replayed: replayed, challenge: "0f", numerics: 1,
        parameters: nil)
      let path = statements.appending(name)
      try statement.write(to: path, key: Self.key(key))
      let read = try ReproductionStatement(path, by: [Self.key(key).verifyingKey])
      #expect(read == statement)
    }
    try write("a", by: "p256", [0], lock: digest)
    try write("b", by: "p384", [0, segments - 1], lock: digest)
    try write("stranger", by: "p521", Array(0..<segments), lock: digest)
    try write("other", by: "p256", Array(0..<segments), lock: Digest(of: "another"))
    let pooled = try PooledReproduction(
      of: release, statements: statements,
      by: [Self.key("p256").verifyingKey, Self.key("p384").verifyingKey])
    #expect(pooled.statements == 2 && pooled.ignored == 2)
    #expect(pooled.covered == [0, segments - 1])
    #expect(pooled.share == Double(pooled.covered.count) / Double(segments))
  }
}
