import CandorCore

/// The JSON file that carries a signature: what is signed, and what is needed to check it.
///
/// Source: https://github.com/sigstore/protobuf-specs, `sigstore_bundle.proto`, version 0.3, and
/// the forms that model-signing wrote before
struct SigstoreBundle: Sendable, Equatable {
  static let mediaType = "application/vnd.dev.sigstore.bundle.v0.3+json"

  let content: SignedContent
  let material: VerificationMaterial

  private static let early = "application/vnd.dev.sigstore.bundle+json;version=0.1"
  static let mediaTypes =
    [mediaType, early]
    + (2...3).map { "application/vnd.dev.sigstore.bundle+json;version=0.\($0)" }
  /// Larger bundles are refused.
  static let limit = 256 << 20
}

extension SigstoreBundle {
  /// - Throws: `malformed` with the member; `unsupported` for other kinds.
  init(_ bytes: [UInt8], file: String) throws {
    guard case .object(let bundle) = try JSONValue.parse(bytes, file: file) else {
      throw CandorError(.malformed, "this is no bundle: not an object", at: .init(file: file))
    }
    let mediaType = try bundle.string("mediaType", in: file)
    guard Self.mediaTypes.contains(mediaType) else {
      throw CandorError(
        .unsupported, "`\(mediaType.prefix(80))` is not a kind of bundle that is read here",
        hint: "expected \(Self.mediaType)", at: .init(file: file, field: "mediaType"))
    }
    material = try VerificationMaterial(
      bundle.object("verificationMaterial", in: file), isEarly: mediaType == Self.early, in: file)
    if let message = try bundle.optionalObject("messageSignature", in: file) {
      content = .file(try Self.file(message, file))
    } else {
      content = .envelope(try Self.envelope(bundle.object("dsseEnvelope", in: file), file))
    }
  }

  private static func file(_ object: JSONObject, _ file: String) throws -> SignedFile {
    let digest = try object.object("messageDigest", in: file)
    let algorithm = try digest.string("algorithm", in: file)
    guard algorithm == HashFunction.sha256.rawValue else {
      throw CandorError(
        .unsupported, "digests of kind `\(algorithm.prefix(40))` are not computed here",
        hint: "expected \(HashFunction.sha256.rawValue)",
        at: .init(file: file, field: "messageDigest.algorithm"))
    }
    guard let digest = Digest(bytes: try digest.bytes("digest", in: file)) else {
      throw CandorError(
        .malformed, "a SHA-256 has 32 bytes", at: .init(file: file, field: "messageDigest.digest"))
    }
    return SignedFile(digest: digest, signature: try object.bytes("signature", in: file))
  }

  private static func envelope(_ object: JSONObject, _ file: String) throws -> SignedEnvelope {
    let signatures = try object.array("signatures", in: file)
    // A second one would be looked at by some readers and not by others.
    guard signatures.count == 1, case .object(let signature) = signatures[0] else {
      throw CandorError(
        .malformed, "an envelope has exactly one signature, not \(signatures.count)",
        at: .init(file: file, field: "signatures"))
    }
    return SignedEnvelope(
      payloadType: try object.string("payloadType", in: file),
      payload: try object.bytes("payload", in: file),
      signature: try signature.bytes("sig", in: file))
  }
}

extension SigstoreBundle {
  /// A bundle as it is written to a file.
  ///
  /// - Parameter certificates: in DER, the signer's first; none where `key` is known elsewhere.
  static func encode(
    _ envelope: SignedEnvelope, by key: VerifyingKey, certificates: [[UInt8]] = []
  ) throws -> JSONValue {
    let signer: JSONObject =
      certificates.isEmpty
      ? ["publicKey": ["hint": .string(try key.fingerprint.hex)]]
      : [
        "x509CertificateChain": [
          "certificates": .array(certificates.map { ["rawBytes": .string(Base64.encode($0))] })
        ]
      ]
    var material = signer
    material["tlogEntries"] = []
    return [
      "mediaType": .string(mediaType), "verificationMaterial": .object(material),
      "dsseEnvelope": [
        "payload": .string(Base64.encode(envelope.payload)),
        "payloadType": .string(envelope.payloadType),
        "signatures": [["sig": .string(Base64.encode(envelope.signature)), "keyid": ""]],
      ],
    ]
  }
}
