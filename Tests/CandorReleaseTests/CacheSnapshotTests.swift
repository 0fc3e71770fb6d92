import CandorCore
import Foundation
import SystemPackage
import Testing

@testable import CandorRelease

@Suite("A snapshot in the Hub's cache")
struct CacheSnapshotTests {
  private let repository: TemporaryFolder
  private let snapshot: FilePath

  init() throws {
    repository = try TemporaryFolder()
    snapshot = repository.path.appending("snapshots").appending("0f1e")
    try repository.write("{}", to: "blobs/aa")
    try repository.write("weights", to: "blobs/bb")
    try repository.write("secret", to: "outside")
    try FileSystem.createDirectory(snapshot.appending("unet"))
    try link("config.json", to: "../../blobs/aa")
    try link("unet/weights.bin", to: "../../../blobs/bb")
  }

  private func link(_ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(
      atPath: "\(snapshot)/\(name)", withDestinationPath: target)
  }

  private func kinds() throws -> [String: FolderListing.Kind] {
    let entries = try FolderListing(snapshot).entries
    return Dictionary(uniqueKeysWithValues: entries.map { ($0.name, $0.kind) })
  }

  @Test("is its files: they are signed and verified, and a change in the store is seen")
  func files() throws {
    #expect(try kinds() == ["config.json": .file, "unet/weights.bin": .file])
    let signing = fixtures.removingLastComponent().removingLastComponent()
      .appending("Fixtures").appending("signing")
    let file = repository.path.appending("model.sig")
    let pool = try WorkerPool(threads: 1)
    let manifest = try ModelSignature.write(
      of: snapshot, key: SigningKey(signing.appending("p256.pem")), to: file, using: pool)
    #expect(manifest.resources.map(\.slice.name) == ["config.json", "unet/weights.bin"])
    let key = ModelSignature.Trust.key(try VerifyingKey(signing.appending("p256.pub.pem")))
    func verdict() throws -> Verification.Verdict {
      try Verification(of: snapshot, signature: file, trust: key, using: pool).verdict
    }
    #expect(try verdict() == .verified)
    try repository.write("weightS", to: "blobs/bb")
    #expect(try verdict() == .altered)
  }

  @Test(
    "has no other links",
    arguments: [
      "../../outside", "../../blobs/../outside", "../../blobs", "../../blobs/none",
      "../../../blobs/aa", "config.json", "/etc/passwd",
    ])
  func others(target: String) throws {
    try link("other", to: target)
    let kind = try #require(try kinds()["other"])
    #expect(kind != .file)
  }

  @Test("keeps a link as one whose file in the store is a link, or whose store is one")
  func indirect() throws {
    try FileManager.default.createSymbolicLink(
      atPath: "\(repository.path)/blobs/cc", withDestinationPath: "../outside")
    try link("other", to: "../../blobs/cc")
    #expect(try kinds()["other"] == .link(toFile: true))
    try FileManager.default.moveItem(
      atPath: "\(repository.path)/blobs", toPath: "\(repository.path)/elsewhere")
    try FileManager.default.createSymbolicLink(
      atPath: "\(repository.path)/blobs", withDestinationPath: "elsewhere")
    #expect(try kinds()["config.json"] == .link(toFile: true))
  }

  @Test("is one only where the store lies beside it")
  func elsewhere() throws {
    let folder = try TemporaryFolder()
    try folder.write("{}", to: "blobs/aa")
    try FileSystem.createDirectory(folder.path.appending("model"))
    #expect(CacheSnapshot(folder.path.appending("model")) == nil)
    #expect(CacheSnapshot(snapshot) != nil)
  }
}
