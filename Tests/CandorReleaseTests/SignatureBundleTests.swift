import CandorCore
import SystemPackage
import Testing

@testable import CandorRelease

@Suite("A signature bundle")
struct SignatureBundleTests {
  private static let digest = String(repeating: "0f", count: 32)

  private static func bundle(
    type: String = SigstoreBundle.mediaType, material: String = #"{"publicKey":{"hint":"00"}}"#,
    signatures: String = #"[{"sig":"MAA=","keyid":""}]"#, payload: String = "e30="
  ) -> String {
    """
    {"mediaType":"\(type)","verificationMaterial":\(material),"dsseEnvelope":{"payload":"\(payload)",\
    "payloadType":"application/vnd.in-toto+json","signatures":\(signatures)}}
    """
  }

  private static func code(_ body: () throws -> Void) -> CandorError.Code? {
    do {
      try body()
      return nil
    } catch {
      return (error as? CandorError)?.code
    }
  }

  @Test(
    "of another kind, with two signatures, or with base64 of two meanings is refused",
    arguments: [
      (bundle(), nil),
      (bundle(type: "application/json"), .unsupported),
      (bundle(material: #"{"certificate":{"rawBytes":"MAA="}}"#), nil),
      (bundle(material: "{}"), .malformed),
      (bundle(material: #"{"x509CertificateChain":{"certificates":[]}}"#), .malformed),
      (bundle(signatures: "[]"), .malformed),
      (bundle(signatures: #"[{"sig":"MAA="},{"sig":"MAA="}]"#), .malformed),
      (bundle(signatures: #"[{"sig":"MAB="}]"#), .malformed),
      (bundle(payload: "e30"), .malformed),
      (bundle(payload: "e3 0="), .malformed),
      (bundle(payload: ""), .malformed),
      ("[]", .malformed),
    ] as [(String, CandorError.Code?)])
  func reading(text: String, code: CandorError.Code?) {
    #expect(Self.code { _ = try SigstoreBundle(Array(text.utf8), file: "b") } == code)
  }

  private static func statement(
    type: String = "https://model_signing/signature/v1.0", root: String? = nil,
    serialization: String = #"{"method":"files","hash_type":"sha256"}"#,
    resource: String = #"{"name":"a","algorithm":"sha256","digest":"\#(digest)"}"#
  ) -> String {
    let bytes = [UInt8](repeating: 0x0F, count: 32)
    return """
      {"_type":"https://in-toto.io/Statement/v1","predicateType":"\(type)",\
      "subject":[{"name":"m","digest":{"sha256":"\(root ?? Digest(of: bytes).hex)"}}],\
      "predicate":{"serialization":\(serialization),"resources":[\(resource)]}}
      """
  }

  private static let sharded =
    #"{"method":"shards","hash_type":"sha256","shard_size":1000000000.0}"#

  @Test(
    "states which files it covers in the ways that are known, and in no other",
    arguments: [
      (statement(), nil),
      (statement(type: "https://slsa.dev/provenance/v1"), .unsupported),
      (statement(root: digest), .mismatch),
      (statement(serialization: #"{"method":"files","hash_type":"blake3"}"#), .unsupported),
      (statement(serialization: #"{"method":"tree","hash_type":"sha256"}"#), .unsupported),
      (statement(resource: #"{"name":"a","algorithm":"md5","digest":"00"}"#), .unsupported),
      (statement(resource: #"{"name":"a","algorithm":"sha256","digest":"00"}"#), .malformed),
      (statement(serialization: sharded), .malformed),
      (
        statement(
          serialization: sharded,
          resource: #"{"name":"a:b:0:7","algorithm":"sha256","digest":"\#(digest)"}"#), nil
      ),
    ] as [(String, CandorError.Code?)])
  func statements(text: String, code: CandorError.Code?) {
    #expect(
      Self.code { _ = try SignedManifest(statement: Array(text.utf8), file: "b") } == code)
  }

  @Test("names parts of files by their last two colons, and counts bytes in floating point")
  func shards() throws {
    let manifest = try SignedManifest(
      statement: Array(
        Self.statement(
          serialization: Self.sharded,
          resource:
            #"{"name":"a:b:0:7","algorithm":"sha256-sharded-1000000000","digest":"\#(Self.digest)"}"#
        ).utf8), file: "b")
    #expect(manifest.policy.shardBytes == 1_000_000_000)
    #expect(manifest.resources[0].slice == FileSlice("a:b", range: 0..<7))
  }

  @Test("leaves out a path and what is below it, not what begins like it")
  func ignoring() {
    let policy = SignedManifest.Policy()
    #expect(policy.ignores(".git") && policy.ignores(".git/config"))
    #expect(!policy.ignores(".gitmodules") && !policy.ignores("a/.git"))
  }

  @Test("writes base64 as the RFC's examples have it")
  func base64() {
    let examples = ["": "", "f": "Zg==", "fo": "Zm8=", "foo": "Zm9v", "foob": "Zm9vYg=="]
    for (text, encoded) in examples {
      #expect(Base64.encode(Array(text.utf8)) == encoded)
      #expect(Base64.decode(encoded) == Array(text.utf8))
    }
    for refused in ["Zg=", "Zh==", "Z===", "Zg==Zg==", "Zm9v\n", "Zm-_"] {
      #expect(Base64.decode(refused) == nil, "\(refused)")
    }
  }

  @Test("that was tampered with is refused or not valid; it never stops the program")
  func mutations() throws {
    let folder = FilePath(#filePath).removingLastComponent().removingLastComponent()
      .appending("Fixtures").appending("signing")
    let key = ModelSignature.Trust.key(try VerifyingKey(folder.appending("p256.pub.pem")))
    let roots = ModelSignature.Trust.certificates(
      try CertificateTrust([folder.appending("root.crt")]))
    for (name, trust) in [("p256.sig", key), ("signer.sig", roots)] {
      let original = try FileSystem.read(folder.appending(name))
      let payload = try ModelSignature(folder.appending(name)).manifest
      for bytes in mutants(of: original, count: 150, seed: 4) {
        guard let mutant = try? ModelSignature(bytes, from: "mutant.sig") else { continue }
        // Spaces of the JSON may change, and nothing that is signed.
        if try mutant.judge(trust).word == "valid" { #expect(mutant.manifest == payload) }
      }
    }
  }
}
