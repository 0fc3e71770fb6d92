import CandorCore

/// The JSON file that carries a signature: an envelope, and what is needed to check it.
///
/// Source: https://github.com/sigstore/protobuf-specs, `sigstore_bundle.proto`, version 0.3, and
/// the forms that model-signing wrote before
struct SigstoreBundle: Sendable, Equatable {
  static let mediaType = "application/vnd.dev.sigstore.bundle.v0.3+json"

  let envelope: SignedEnvelope
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
    envelope = try Self.envelope(bundle.object("dsseEnvelope", in: file), file)
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
  /// The bundle as it is written to a file.
  var encoded: JSONValue {
    let material: JSONValue =
      switch self.material.signer {
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
