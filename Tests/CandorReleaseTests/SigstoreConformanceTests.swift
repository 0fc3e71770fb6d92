import CandorCore
import Foundation
import SwiftASN1
import SystemPackage
import Testing
import X509

@testable import CandorRelease

/// The bundles of https://github.com/sigstore/sigstore-conformance, when its folder
/// `test/assets/bundle-verify` is named in `SIGSTORE_CONFORMANCE`, with the public instance's
/// `trusted_root.json` in it. Bundles over plain files are checked as far as their logs, clocks and
/// certificates go, since only statements about models are read here.
@Suite("Sigstore's own bundles")
struct SigstoreConformanceTests {
  static let folder = ProcessInfo.processInfo.environment["SIGSTORE_CONFORMANCE"].map {
    FilePath($0)
  }

  /// What these get wrong is the signature over a plain file, or that file's entry.
  private static let outOfReach: Set<String> = [
    "message-digest-mismatch_fail", "signature-mismatch_fail", "wrong-hashedrekord-artifact_fail",
    "wrong-hashedrekord-cert-and-sig_fail", "wrong-hashedrekord-entry_fail", "wrong-material_fail",
    "bundle-invalid-base64-signature_fail",
  ]

  @Test("are judged as their names say", .enabled(if: folder != nil))
  func all() throws {
    let folder = try #require(Self.folder)
    var judged = 0
    for name in try FileSystem.list(folder).sorted() {
      let place = folder.appending(name)
      guard FileSystem.isFolder(place), !FileSystem.exists(place.appending("key.pub")),
        !Self.outOfReach.contains(name)
      else { continue }
      let own = place.appending("trusted_root.json")
      let root = FileSystem.exists(own) ? own : folder.appending("trusted_root.json")
      var failure: String?
      do { try judge(place, root: root) } catch { failure = "\(error)" }
      #expect((failure != nil) == name.hasSuffix("_fail"), "\(name): \(failure ?? "valid")")
      judged += 1
    }
    #expect(judged > 50)
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
    let file = place.appending("bundle.sigstore.json")
    let bytes = try FileSystem.read(file)
    guard case .object(let object) = try JSONValue.parse(bytes, file: file.string) else { return }
    guard let message = try object.optionalObject("messageSignature") else {
      let bundle = try SigstoreBundle(bytes, file: file.string)
      switch try trust.judge(bundle.material, bundle.envelope) {
      case .refused(let reason): throw Refusal(reason)
      case .trusted(let key, _):
        guard key.isValidSignature(of: bundle.envelope) else { throw Refusal("the signature") }
      }
      return
    }
    guard SigstoreBundle.mediaTypes.contains(try object.string("mediaType")) else {
      throw Refusal("the kind of bundle")
    }
    let material = try VerificationMaterial(
      object.object("verificationMaterial"),
      isEarly: object.string("mediaType").hasSuffix("=0.1"), in: file.string)
    guard case .certificates(let chain) = material.signer else { throw Refusal("a key") }
    let leaf = try Certificate(derEncoded: chain[0])
    _ = try trust.checkLog(
      material, leaf, signature: message.bytes("signature", in: file.string))
  }
}
