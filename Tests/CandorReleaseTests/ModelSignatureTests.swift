import CandorCore
import Foundation
import SystemPackage
import Testing

@testable import CandorRelease

/// Bundles by model-signing 1.1.1, and what it once wrote (Tests/Oracles/model_signatures.py).
private enum Golden {
  static let folder = FilePath(#filePath).removingLastComponent().removingLastComponent()
    .appending("Fixtures").appending("signing")

  static func path(_ name: String) -> FilePath { folder.appending(name) }

  /// A copy of the model that a test may change.
  static func copy() throws -> TemporaryFolder {
    let copy = try TemporaryFolder()
    try FileManager.default.copyItem(
      atPath: path("model").string, toPath: copy.path.appending("model").string)
    return copy
  }

  static func verify(
    _ bundle: String, of model: FilePath = path("model"), key: String
  ) throws -> Verification {
    try Verification(
      of: model, signature: path(bundle), trust: .key(VerifyingKey(path("\(key).pub.pem"))),
      using: WorkerPool(threads: 2))
  }

  static func verify(_ bundle: String, roots: [String]) throws -> Verification {
    try Verification(
      of: path("model"), signature: path(bundle),
      trust: .certificates(CertificateTrust(roots.map(path))), using: WorkerPool(threads: 2))
  }
}

extension Verification {
  fileprivate var reason: String? {
    if case .invalid(let reason) = signature { reason } else { nil }
  }
}

@Suite("A model signature")
struct ModelSignatureTests {
  @Test(
    "of model-signing is valid with its key",
    arguments: [
      ("p256", "p256"), ("p384", "p384"), ("p521", "p521"), ("early", "p256"), ("embedded", "p384"),
    ])
  func golden(bundle: String, key: String) throws {
    let verification = try Golden.verify("\(bundle).sig", key: key)
    #expect(verification.signature.word == "valid", "\(verification.signature)")
    #expect(verification.verdict == .verified, "\(verification.differences)")
  }

  @Test(
    "is not valid with another key, also when it does not name one",
    arguments: [("p256", "p384"), ("p384", "p521"), ("early", "p384"), ("embedded", "p256")])
  func otherKey(bundle: String, key: String) throws {
    let verification = try Golden.verify("\(bundle).sig", key: key)
    #expect(verification.signature.word == "invalid")
    #expect(verification.verdict == .untrusted)
    #expect(verification.differences.isEmpty)
  }

  @Test("by a certificate is valid when the chain leads to a trusted one")
  func chain() throws {
    let verification = try Golden.verify("signer.sig", roots: ["root.crt"])
    #expect(verification.signature == .valid(signer: "CN=Candor test signer"))
    #expect(verification.verdict == .verified)
  }

  @Test(
    "by a certificate that is expired, a stranger's, or not for signing is refused",
    arguments: [
      ("expired.sig", "root.crt", "expired"), ("signer.sig", "stranger.crt", "no chain"),
      ("mailer.sig", "root.crt", "not for signing"),
    ])
  func refusedChain(bundle: String, root: String, reason: String) throws {
    let verification = try Golden.verify(bundle, roots: [root])
    #expect(verification.verdict == .untrusted)
    #expect(verification.reason?.contains(reason) == true, "\(verification.signature)")
  }

  @Test("by a certificate is not checked with a key, nor the other way round")
  func otherKind() throws {
    #expect(try Golden.verify("signer.sig", key: "p384").verdict == .untrusted)
    #expect(try Golden.verify("p384.sig", roots: ["root.crt"]).verdict == .untrusted)
  }

  @Test("that nobody was asked to trust vouches for nothing")
  func unchecked() throws {
    let verification = try Verification(
      of: Golden.path("model"), signature: Golden.path("p256.sig"), trust: .nobody,
      using: WorkerPool(threads: 1))
    #expect(verification.signature == .unchecked)
    #expect(verification.verdict == .unvouched)
  }

  @Test("sees a changed, added, removed, renamed and linked file")
  func tampering() throws {
    func differences(after change: (FilePath) throws -> Void) throws -> FolderDifferences {
      let copy = try Golden.copy()
      let model = copy.path.appending("model")
      try change(model)
      let verification = try Golden.verify("p256.sig", of: model, key: "p256")
      #expect(verification.signature.word == "valid")
      #expect(verification.verdict == .altered)
      return verification.differences
    }
    let changed = try differences {
      try AtomicFile.write([0], to: $0.appending("weights.bin"))
    }
    #expect(changed.mismatched == ["weights.bin"])
    let added = try differences { try AtomicFile.write("", to: $0.appending("a/c")) }
    #expect(added.extra == ["a/c"])
    let removed = try differences { try FileSystem.remove($0.appending("empty")) }
    #expect(removed.missing == ["empty"])
    let renamed = try differences {
      try FileManager.default.moveItem(
        atPath: $0.appending("a-b").string, toPath: $0.appending("a_b").string)
    }
    #expect(renamed.missing == ["a-b"] && renamed.extra == ["a_b"])
    let linked = try differences {
      let (file, other) = ($0.appending("config.json"), $0.appending(".git/config.json"))
      try FileSystem.createDirectory(other.removingLastComponent())
      try FileManager.default.moveItem(atPath: file.string, toPath: other.string)
      try FileManager.default.createSymbolicLink(
        atPath: file.string, withDestinationPath: other.string)
    }
    #expect(linked.mismatched == ["config.json"] && linked.extra.isEmpty)
  }

  @Test("is over the bytes of the payload: none of them can change", arguments: [0, 1, 2])
  func payload(which: Int) throws {
    let folder = try TemporaryFolder()
    guard case .object(var bundle) = try JSONValue.load(Golden.path("p256.sig")),
      var envelope = try? bundle.object("dsseEnvelope"),
      var payload = Base64.decode(try envelope.string("payload"))
    else {
      Issue.record("the fixture is no bundle")
      return
    }
    switch which {
    case 0: payload.append(0x20)  // the same JSON value
    case 1: payload.insert(0x20, at: 0)
    default: break
    }
    envelope["payload"] = .string(Base64.encode(payload))
    bundle["dsseEnvelope"] = .object(envelope)
    let path = folder.path.appending("p256.sig")
    try AtomicFile.write(JSONValue.object(bundle).canonical(), to: path)
    let signature = try ModelSignature(path)
    let verdict = try signature.judge(.key(VerifyingKey(Golden.path("p256.pub.pem"))))
    #expect(verdict.word == (which == 2 ? "valid" : "invalid"))
  }

  @Test("that Candor makes is valid, and names what it leaves out", arguments: ["p256", "p521"])
  func roundTrip(curve: String) throws {
    let copy = try Golden.copy()
    let model = copy.path.appending("model")
    let pool = try WorkerPool(threads: 2)
    try copy.write("[core]\n", to: "model/.git/config")
    let manifest = try ModelSignature.write(
      of: model, key: SigningKey(Golden.path("\(curve).pem")),
      to: model.appending("model.sig"), using: pool)
    #expect(
      manifest.resources.map(\.slice.name) == ["a-b", "a/b", "config.json", "empty", "weights.bin"])
    let trust = ModelSignature.Trust.key(try VerifyingKey(Golden.path("\(curve).pub.pem")))
    let verification = try Verification(of: model, trust: trust, using: pool)
    #expect(verification.verdict == .verified, "\(verification.differences)")
    try copy.write("more", to: "model/more")
    #expect(try Verification(of: model, trust: trust, using: pool).differences.extra == ["more"])
  }

  @Test("of a single file is over that file")
  func singleFile() throws {
    let copy = try Golden.copy()
    let file = copy.path.appending("model/weights.bin")
    let bundle = copy.path.appending("weights.sig")
    let pool = try WorkerPool(threads: 1)
    let key = try SigningKey(Golden.path("p256.pem"))
    _ = try ModelSignature.write(of: file, key: key, to: bundle, using: pool)
    func verdict() throws -> Verification.Verdict {
      try Verification(of: file, signature: bundle, trust: .key(key.verifyingKey), using: pool)
        .verdict
    }
    #expect(try verdict() == .verified)
    try AtomicFile.write("other", to: file)
    #expect(try verdict() == .altered)
  }

  @Test("is not made for a link, for nothing, or with another's certificate")
  func refusedSigning() throws {
    let copy = try Golden.copy()
    let key = try SigningKey(Golden.path("p256.pem"))
    func code(_ folder: FilePath, certificates: [FilePath] = []) throws -> CandorError.Code? {
      do {
        _ = try ModelSignature.write(
          of: folder, key: key, certificates: certificates, to: copy.path.appending("out.sig"),
          using: WorkerPool(threads: 1))
        return nil
      } catch let error as CandorError {
        return error.code
      }
    }
    let model = copy.path.appending("model")
    #expect(try code(model, certificates: [Golden.path("signer.crt")]) == .mismatch)
    try FileSystem.createDirectory(copy.path.appending("nothing"))
    #expect(try code(copy.path.appending("nothing")) == .notFound)
    #expect(try code(copy.path.appending("nowhere")) == .notFound)
    try FileManager.default.createSymbolicLink(
      atPath: model.appending("link").string, withDestinationPath: "config.json")
    #expect(try code(model) == .malformed)
  }
}
