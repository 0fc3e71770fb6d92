import CandorCore
import Foundation
import SystemPackage
import Testing

@testable import CandorRelease

/// The bundles of https://github.com/sigstore/sigstore-conformance, when its folder
/// `test/assets/bundle-verify` is named in `SIGSTORE_CONFORMANCE`, with the public instance's
/// `trusted_root.json` in it. Of statements about other things than models the signature is judged, not
/// what they say.
@Suite("Sigstore's own bundles")
struct SigstoreConformanceTests {
  static let folder = ProcessInfo.processInfo.environment["SIGSTORE_CONFORMANCE"].map {
    FilePath($0)
  }

  @Test("are judged as their names say", .enabled(if: folder != nil))
  func all() throws {
    let folder = try #require(Self.folder)
    var judged = 0
    for name in try FileSystem.list(folder).sorted() {
      let place = folder.appending(name)
      guard FileSystem.isFolder(place) else { continue }
      let own = place.appending("trusted_root.json")
      let root = FileSystem.exists(own) ? own : folder.appending("trusted_root.json")
      var failure: String?
      do { try judge(place, root: root) } catch { failure = "\(error)" }
      #expect((failure != nil) == name.hasSuffix("_fail"), "\(name): \(failure ?? "valid")")
      judged += 1
    }
    #expect(judged > 60)
  }

  private func judge(_ place: FilePath, root: FilePath) throws {
    func text(_ name: String, _ standard: String) throws -> String {
      let path = place.appending(name)
      guard FileSystem.exists(path) else { return standard }
      return String(decoding: try FileSystem.read(path), as: UTF8.self)
        .trimmingCharacters(in: .whitespacesAndNewlines)
    }
    let trust = KeylessTrust(
      identity: try text(
        "identity",
        "https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon/.github/"
          + "workflows/extremely-dangerous-oidc-beacon.yml@refs/heads/main"),
      issuer: try text("issuer", "https://token.actions.githubusercontent.com"),
      root: try TrustedRoot(root))
    let bundle = place.appending("bundle.sigstore.json")
    let keyFile = place.appending("key.pub")
    let whom: ModelSignature.Trust =
      FileSystem.exists(keyFile) ? .key(try VerifyingKey(keyFile)) : .account(trust)
    let bytes = try FileSystem.read(bundle)
    let content = try SigstoreBundle(bytes, file: bundle.string)
    if case .file = content.content {
      let artifact = place.appending("artifact")
      let file = FileSystem.exists(artifact) ? artifact : place.pushing("../a.txt")
      let verification = try Verification(
        of: file, signature: bundle, trust: whom, using: WorkerPool(threads: 1))
      guard verification.verdict == .verified else { throw Refusal("\(verification)") }
      return
    }
    switch try trust.judge(content) {
    case .refused(let reason): throw Refusal(reason)
    case .trusted(let key, _):
      guard key.isValidSignature(of: content.content) else { throw Refusal("the signature") }
    }
  }
}
