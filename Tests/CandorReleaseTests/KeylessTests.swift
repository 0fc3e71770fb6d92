import CandorCore
import SystemPackage
import Testing
import X509

@testable import CandorRelease

/// Bundles by a small Sigstore of our own (`Tests/Oracles/keyless_bundles.py`), on each of which the Python
/// package `sigstore` was asked.
@Suite("A keyless signature")
struct KeylessTests {
  private static let fixtures = FilePath(#filePath).removingLastComponent().removingLastComponent()
    .appending("Fixtures")
  private static let folder = fixtures.appending("keyless")

  private static func verdict(
    _ name: String, identity: String = "maker@example.org",
    issuer: String = "https://accounts.example.org", root: String = "trusted_root.json"
  ) throws -> SignatureVerdict {
    let root = try TrustedRoot(folder.appending(root))
    return try ModelSignature(folder.appending("\(name).sig"))
      .judge(.account(KeylessTrust(identity: identity, issuer: issuer, root: root)))
  }

  private static func reason(_ verdict: SignatureVerdict) -> String? {
    if case .invalid(let reason) = verdict { reason } else { nil }
  }

  @Test(
    "of each form is valid, and says who signed and when",
    arguments: [
      "good", "good-only-leaf", "good-last-leaf", "good-0.2", "good-0.2-intoto", "good-0.1-promise",
      "good-rekor2", "good-rekor2-dsse",
    ])
  func good(name: String) throws {
    #expect(
      try Self.verdict(name)
        == .valid(
          signer: "maker@example.org, known to https://accounts.example.org, "
            + "at 2026-03-01 12:00:00 UTC"))
  }

  @Test("verifies the model it is of, and no other")
  func model() throws {
    let model = Self.fixtures.appending("signing").appending("model")
    let trust = ModelSignature.Trust.account(
      KeylessTrust(
        identity: "maker@example.org", issuer: "https://accounts.example.org",
        root: try TrustedRoot(Self.folder.appending("trusted_root.json"))))
    func verification(of path: FilePath) throws -> Verification {
      try Verification(
        of: path, signature: Self.folder.appending("good.sig"), trust: trust,
        using: WorkerPool(threads: 1))
    }
    #expect(try verification(of: model).verdict == .verified)
    #expect(try verification(of: model.appending("a")).verdict == .altered)
  }

  @Test("over a file is of that file's bytes, whatever it is called; looked for beside it")
  func files() throws {
    let trust = ModelSignature.Trust.account(
      KeylessTrust(
        identity: "maker@example.org", issuer: "https://accounts.example.org",
        root: try TrustedRoot(Self.folder.appending("trusted_root.json"))))
    let folder = try TemporaryFolder()
    let file = folder.path.appending("renamed.bin")
    var bytes = try FileSystem.read(Self.fixtures.appending("signing/model/weights.bin"))
    func verdict() throws -> Verification.Verdict {
      try Verification(of: file, trust: trust, using: WorkerPool(threads: 1)).verdict
    }
    for name in ["good-file", "good-file-rekor2"] {
      try AtomicFile.write(bytes, to: file)
      let error = #expect(throws: CandorError.self) { _ = try verdict() }
      #expect(error?.code == .notFound)
      let bundle = folder.path.appending("renamed.bin.sigstore.json")
      try AtomicFile.write(
        FileSystem.read(Self.folder.appending("\(name).sig")), to: bundle)
      #expect(try verdict() == .verified)
      bytes[0] ^= 1
      try AtomicFile.write(bytes, to: file)
      #expect(try verdict() == .altered)
      bytes[0] ^= 1
      try FileSystem.remove(bundle)
    }
    let error = #expect(throws: CandorError.self) {
      _ = try Verification(
        of: folder.path, signature: Self.folder.appending("good-file.sig"), trust: trust,
        using: WorkerPool(threads: 1))
    }
    #expect(error?.code == .usage && error?.message.contains("one file") == true)
  }

  @Test("by another account, or one known to somebody else, is not valid")
  func identity() throws {
    for other in ["Maker@example.org", "maker@example.org.evil", "", "example.org"] {
      let reason = Self.reason(try Self.verdict("good", identity: other))
      #expect(reason?.contains("it is by `maker@example.org`") == true, "\(other)")
    }
    let reason = Self.reason(try Self.verdict("good", issuer: "https://accounts.example.org/"))
    #expect(reason?.contains("known to `https://accounts.example.org`, not") == true)
  }

  @Test(
    "that the log, the clock or the authority does not bear out is not valid",
    arguments: [
      ("late", "a certificate is expired at 2026-03-01 12:30:00 UTC"),
      ("proof", "does not lead from the entry"),
      ("root", "does not lead to the log's checkpoint"), ("checkpoint", "not signed by the log"),
      ("promise", "has not promised"), ("unpromised", "nobody who is trusted says when"),
      ("unproven", "no proof"), ("stranger-log", "has no log"), ("borrowed-log", "not promised"),
      ("other-signature", "another signature"), ("other-envelope", "another signature"),
      ("no-certificate-log", "no log knows"), ("stranger-certificate-log", "no log that"),
      ("mail-certificate", "not for signing"), ("no-clock", "nobody who is trusted says when"),
      ("late-clock", "a certificate is expired"), ("stranger-clock", "by nobody whom"),
      ("clock-of-others", "of other bytes"), ("clock-twice", "twice"),
      ("with-root", "brings a root certificate"),
      ("file-logged-otherwise", "about another signature"),
      ("file-logged-otherwise-rekor2", "about another signature"),
      ("file-signed-otherwise", "made with another key, or changed"),
      ("file-signed-otherwise-rekor2", "made with another key, or changed"),
    ])
  func refused(name: String, words: String) throws {
    let bytes = try FileSystem.read(Self.folder.appending("\(name).sig"))
    // Bytes that are no statement any more are refused before anybody is asked.
    guard (try? ModelSignature(bytes, from: "x")) != nil else { return }
    let reason = Self.reason(try Self.verdict(name))
    #expect(reason?.contains(words) == true, "\(name): \(reason ?? "valid")")
  }

  @Test("needs the kind of trust it is made for")
  func kinds() throws {
    let account = ModelSignature.Trust.account(
      KeylessTrust(
        identity: "a", issuer: "b",
        root: try TrustedRoot(Self.folder.appending("trusted_root.json"))))
    let signing = Self.fixtures.appending("signing")
    let keyed = try ModelSignature(signing.appending("p256.sig")).judge(account)
    #expect(Self.reason(keyed)?.contains("`--key`") == true)
    let key = ModelSignature.Trust.key(try VerifyingKey(signing.appending("p256.pub.pem")))
    let keyless = try ModelSignature(Self.folder.appending("good.sig")).judge(key)
    #expect(Self.reason(keyless)?.contains("`--identity`") == true)
  }

  @Test("that was tampered with is refused or not valid; it never stops the program")
  func mutations() throws {
    let root = try TrustedRoot(Self.folder.appending("trusted_root.json"))
    let trust = ModelSignature.Trust.account(
      KeylessTrust(
        identity: "maker@example.org", issuer: "https://accounts.example.org", root: root))
    for name in ["good", "good-rekor2"] {
      let original = try FileSystem.read(Self.folder.appending("\(name).sig"))
      let whole = try ModelSignature(original, from: "whole").manifest
      for bytes in mutants(of: original, count: 120, seed: 9) {
        guard let mutant = try? ModelSignature(bytes, from: "mutant") else { continue }
        if try mutant.judge(trust).word == "valid" { #expect(mutant.manifest == whole) }
      }
    }
  }
}

@Suite("A trusted root")
struct TrustedRootTests {
  @Test(
    "that is none, lacks when its keys were good, or names no certificate is refused",
    arguments: [
      ("[]", "not an object"), (#"{"mediaType":"application/json"}"#, "no trusted root"),
      (log(#"{"start":"yesterday"}"#), "no time"), (log("{}"), "no start"),
      (authority("[]"), "no certificate"), (authority(#"[{"rawBytes":"MAA="}]"#), "a certificate"),
    ])
  func refusals(text: String, words: String) throws {
    let folder = try TemporaryFolder()
    let path = folder.path.appending("root.json")
    try AtomicFile.write(Array(text.utf8), to: path)
    let error = #expect(throws: CandorError.self) { _ = try TrustedRoot(path) }
    #expect(error?.message.contains(words) == true, "\(error as Any)")
    #expect(error?.location?.file == path.string)
  }

  private static func log(_ period: String) -> String {
    """
    {"mediaType":"application/vnd.dev.sigstore.trustedroot+json;version=0.1","tlogs":[{"logId":\
    {"keyId":"AAAA"},"publicKey":{"rawBytes":"AAAA","keyDetails":"PKIX_ED25519","validFor":\(period)}}]}
    """
  }

  private static func authority(_ certificates: String) -> String {
    """
    {"mediaType":"application/vnd.dev.sigstore.trustedroot+json;version=0.1","certificateAuthorities":\
    [{"certChain":{"certificates":\(certificates)},"validFor":{"start":"2020-01-01T00:00:00Z"}}]}
    """
  }

  @Test("knows times as they are written, and no others")
  func moments() {
    #expect(Moment(text: "1970-01-01T00:00:00Z")?.seconds == 0)
    #expect(Moment(text: "2021-01-12T11:53:27.123Z")?.seconds == 1_610_452_407)
    #expect(Moment(text: "2000-02-29T23:59:59Z")?.seconds == 951_868_799)
    #expect(Moment(seconds: 951_868_799).text == "2000-02-29 23:59:59 UTC")
    #expect(Moment(seconds: 4_107_542_400).text == "2100-03-01 00:00:00 UTC")
    for text in ["2021-13-12T11:53:27Z", "2021-01-12 11:53:27Z", "2021-01-12T11:53:27", "Z", ""] {
      #expect(Moment(text: text) == nil, "\(text)")
    }
  }
}
