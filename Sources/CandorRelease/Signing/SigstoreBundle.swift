import CandorCore

/// The JSON file that carries a signature: an envelope, and what is needed to check it.
///
/// Source: https://github.com/sigstore/protobuf-specs, `sigstore_bundle.proto`, version 0.3, and
/// the forms that model-signing wrote before
struct SigstoreBundle: Sendable, Equatable {
  static let mediaType = "application/vnd.dev.sigstore.bundle.v0.3+json"

  enum Material: Sendable, Equatable {
    /// The key is known elsewhere; `hint` is its fingerprint, nil in bundles before model-signing 1.1.
    case publicKey(hint: String?)
    /// In DER, the signer's certificate first.
    case certificates([[UInt8]])
  }

  let envelope: SignedEnvelope
  let material: Material

  private static let mediaTypes =
    [mediaType] + (1...3).map { "application/vnd.dev.sigstore.bundle+json;version=0.\($0)" }
  /// Larger bundles are refused.
  static let limit = 256 << 20
  private static let certificateLimit = 16
}

extension SigstoreBundle {
  /// - Throws: `malformed` with the member; `unsupported` for keyless signatures and other kinds.
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
    material = try Self.material(bundle.object("verificationMaterial", in: file), file)
    envelope = try Self.envelope(bundle.object("dsseEnvelope", in: file), file)
  }

  private static func material(_ object: JSONObject, _ file: String) throws -> Material {
    if let key = try object.optionalObject("publicKey", in: file) {
      return .publicKey(hint: try key.optionalString("hint", in: file))
    }
    if let chain = try object.optionalObject("x509CertificateChain", in: file) {
      let field = "x509CertificateChain.certificates"
      let certificates = try chain.array("certificates", in: file)
      guard (1...certificateLimit).contains(certificates.count) else {
        throw CandorError(
          .malformed, "a chain has 1 to \(certificateLimit) certificates",
          at: .init(file: file, field: field))
      }
      return .certificates(
        try certificates.map {
          guard case .object(let certificate) = $0 else {
            throw CandorError(.malformed, "not an object", at: .init(file: file, field: field))
          }
          return try bytes("rawBytes", of: certificate, file)
        })
    }
    guard object["certificate"] == nil else {
      throw CandorError(
        .unsupported, "this is a keyless Sigstore signature, which cannot be checked here yet",
        hint: "check it with `model_signing verify sigstore`",
        at: .init(file: file, field: "verificationMaterial.certificate"))
    }
    throw CandorError(
      .malformed, "there is neither a public key nor a chain of certificates",
      at: .init(file: file, field: "verificationMaterial"))
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
      payload: try bytes("payload", of: object, file),
      signature: try bytes("sig", of: signature, file))
  }

  private static func bytes(
    _ key: String, of object: JSONObject, _ file: String
  ) throws -> [UInt8] {
    guard let bytes = Base64.decode(try object.string(key, in: file)), !bytes.isEmpty else {
      throw CandorError(.malformed, "expected base64", at: .init(file: file, field: key))
    }
    return bytes
  }
}

extension SigstoreBundle {
  /// The bundle as it is written to a file.
  var encoded: JSONValue {
    let material: JSONValue =
      switch self.material {
      case .publicKey(let hint): ["publicKey": ["hint": .string(hint ?? "")], "tlogEntries": []]
      case .certificates(let certificates):
        [
          "x509CertificateChain": [
            "certificates": .array(
              certificates.map { ["rawBytes": .string(Base64.encode($0))] })
          ],
          "tlogEntries": [],
        ]
      }
    return [
      "mediaType": .string(Self.mediaType), "verificationMaterial": material,
      "dsseEnvelope": [
        "payload": .string(Base64.encode(envelope.payload)),
        "payloadType": .string(envelope.payloadType),
        "signatures": [["sig": .string(Base64.encode(envelope.signature)), "keyid": ""]],
      ],
    ]
  }
}
