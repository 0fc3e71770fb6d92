import CandorCore
import SwiftASN1

/// Whether an entry of a log is about this signature of this envelope by this certificate.
///
/// Sources: the schemas of Rekor's types `dsse` 0.0.1 and `intoto` 0.0.2, and of Rekor 2's `dsse` and
/// `hashedrekord` 0.0.2
struct LoggedSignature {
  private let kind: String
  private let spec: JSONObject

  /// Nil for a body that is not of the kind that the entry says.
  init?(_ entry: LogEntry) {
    guard case .object(let body)? = try? JSONValue.parse(entry.body, file: "entry"),
      body["kind"] == .string(entry.kind), body["apiVersion"] == .string(entry.version),
      let spec = try? body.object("spec")
    else { return nil }
    (kind, self.spec) = ("\(entry.kind) \(entry.version)", spec)
  }

  /// - Parameter certificate: the signer's, in DER.
  /// - Throws: `Refusal`.
  func check(_ envelope: SignedEnvelope, _ certificate: [UInt8], _ hash: HashFunction) throws {
    do {
      guard try isAbout(envelope, certificate, hash) else {
        throw Refusal("the log's entry is about another signature")
      }
    } catch is CandorError {
      throw Refusal("the log's entry lacks what its kind has")
    }
  }

  private func isAbout(
    _ envelope: SignedEnvelope, _ certificate: [UInt8], _ hash: HashFunction
  ) throws -> Bool {
    let payload = Digest(of: envelope.payload)
    let claims: [Bool]
    switch kind {
    case "dsse 0.0.1":
      let signature = try spec.only("signatures")
      claims = [
        try spec.hasHash("payloadHash", payload.hex),
        try Base64.decode(signature.string("signature")) == envelope.signature,
        try Self.isPEM(signature.string("verifier"), of: certificate),
      ]
    case "intoto 0.0.2":
      let content = try spec.object("content")
      let signature = try content.object("envelope").only("signatures")
      // Twice base64: the envelope's text is kept as bytes.
      let text = Base64.decode(try signature.string("sig")) ?? []
      claims = [
        try content.hasHash("payloadHash", payload.hex),
        text == envelope.signature
          || Base64.decode(String(decoding: text, as: UTF8.self)) == envelope.signature,
        try Self.isPEM(signature.string("publicKey"), of: certificate),
      ]
    case "dsse 0.0.2":
      let entry = try spec.object("dsseV002")
      claims = [
        try entry.object("payloadHash").hasDigest(payload.bytes, "SHA2_256"),
        try Self.matches(entry.only("signatures"), envelope, certificate),
      ]
    case "hashedrekord 0.0.2":
      let entry = try spec.object("hashedRekordV002")
      let encoding = SignedEnvelope.preAuthenticationEncoding(
        type: envelope.payloadType, payload: envelope.payload)
      claims = [
        try entry.object("data").hasDigest(hash.digest(of: encoding), hash.rawValue),
        try Self.matches(entry.object("signature"), envelope, certificate),
      ]
    default: throw Refusal("entries of the kind `\(kind.prefix(40))` are not known here")
    }
    return claims.allSatisfy { $0 }
  }

  private static func matches(
    _ signature: JSONObject, _ envelope: SignedEnvelope, _ certificate: [UInt8]
  ) throws -> Bool {
    let verifier = try signature.object("verifier").object("x509Certificate")
    return try Base64.decode(signature.string("content")) == envelope.signature
      && Base64.decode(verifier.string("rawBytes")) == certificate
  }

  private static func isPEM(_ text: String, of certificate: [UInt8]) -> Bool {
    guard let bytes = Base64.decode(text) else { return false }
    let document = try? PEMDocument(pemString: String(decoding: bytes, as: UTF8.self))
    return document?.derBytes == certificate
  }
}

extension JSONObject {
  fileprivate func only(_ key: String) throws -> JSONObject {
    let items = try array(key)
    guard items.count == 1, case .object(let item) = items[0] else {
      throw Refusal("the log's entry has \(items.count) signatures, not one")
    }
    return item
  }

  fileprivate func hasHash(_ key: String, _ value: String) throws -> Bool {
    let hash = try object(key)
    return try hash.string("algorithm") == "sha256" && hash.string("value") == value
  }

  fileprivate func hasDigest(_ value: [UInt8], _ algorithm: String) throws -> Bool {
    try string("algorithm") == algorithm && Base64.decode(string("digest")) == value
  }
}
