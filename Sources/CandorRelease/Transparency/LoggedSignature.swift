import CandorCore

/// Whether an entry of a log is about this signature of this content by this certificate.
///
/// Sources: the schemas of Rekor's types `hashedrekord` and `dsse` 0.0.1 and `intoto` 0.0.2, and of
/// Rekor 2's `hashedrekord` and `dsse` 0.0.2
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
  func check(_ content: SignedContent, _ certificate: [UInt8], _ hash: HashFunction) throws {
    do {
      guard try isAbout(content, certificate, hash) else {
        throw Refusal("the log's entry is about another signature")
      }
    } catch is CandorError {
      throw Refusal("the log's entry lacks what its kind has")
    }
  }

  private func isAbout(
    _ content: SignedContent, _ certificate: [UInt8], _ hash: HashFunction
  ) throws -> Bool {
    switch (kind, content) {
    case ("hashedrekord 0.0.1", .file(let file)):
      let signature = try spec.object("signature")
      return try spec.object("data").hasHash("hash", file.digest.hex)
        && Base64.decode(signature.string("content")) == file.signature
        && Self.isPEM(signature.object("publicKey").string("content"), of: certificate)
    case ("hashedrekord 0.0.2", _):
      let entry = try spec.object("hashedRekordV002")
      guard let digest = content.digest(hash) else { return false }
      return try entry.object("data").hasDigest(digest, hash.rawValue)
        && Self.matches(entry.object("signature"), content.signature, certificate)
    case (_, .envelope(let envelope)): return try isAbout(envelope, certificate)
    case (_, .file): throw unknown
    }
  }

  private var unknown: Refusal {
    Refusal("entries of the kind `\(kind.prefix(40))` are not known here")
  }

  private func isAbout(_ envelope: SignedEnvelope, _ certificate: [UInt8]) throws -> Bool {
    let payload = Digest(of: envelope.payload)
    switch kind {
    case "dsse 0.0.1":
      let signature = try spec.only("signatures")
      return try spec.hasHash("payloadHash", payload.hex)
        && Base64.decode(signature.string("signature")) == envelope.signature
        && Self.isPEM(signature.string("verifier"), of: certificate)
    case "intoto 0.0.2":
      let content = try spec.object("content")
      let signature = try content.object("envelope").only("signatures")
      // Twice base64: the envelope's text is kept as bytes.
      let text = Base64.decode(try signature.string("sig")) ?? []
      return try content.hasHash("payloadHash", payload.hex)
        && (text == envelope.signature
          || Base64.decode(String(decoding: text, as: UTF8.self)) == envelope.signature)
        && Self.isPEM(signature.string("publicKey"), of: certificate)
    case "dsse 0.0.2":
      let entry = try spec.object("dsseV002")
      return try entry.object("payloadHash").hasDigest(
        payload.bytes, HashFunction.sha256.rawValue)
        && Self.matches(entry.only("signatures"), envelope.signature, certificate)
    default: throw unknown
    }
  }

  private static func matches(
    _ logged: JSONObject, _ signature: [UInt8], _ certificate: [UInt8]
  ) throws -> Bool {
    let verifier = try logged.object("verifier").object("x509Certificate")
    return try Base64.decode(logged.string("content")) == signature
      && Base64.decode(verifier.string("rawBytes")) == certificate
  }

  /// However long the lines of the text are; some logs write a single one.
  private static func isPEM(_ text: String, of certificate: [UInt8]) -> Bool {
    guard let bytes = Base64.decode(text) else { return false }
    let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
    guard lines.first == "-----BEGIN CERTIFICATE-----", lines.last == "-----END CERTIFICATE-----"
    else { return false }
    return Base64.decode(lines.dropFirst().dropLast().joined()) == certificate
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
