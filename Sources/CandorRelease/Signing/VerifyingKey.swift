import CandorCore
import SwiftASN1
import SystemPackage
import X509

/// A public key that tells whether an envelope was signed with its private half.
public struct VerifyingKey: Sendable, Equatable {
  private let key: Certificate.PublicKey
  private let curve: EllipticCurve

  init?(_ key: Certificate.PublicKey) {
    guard let curve = EllipticCurve(key) else { return nil }
    (self.key, self.curve) = (key, curve)
  }

  /// Reads a PEM file.
  ///
  /// - Throws: `malformed`, `unsupported` for other keys than P-256, P-384 and P-521; `notFound`,
  ///   `inputOutput`.
  public init(_ path: FilePath) throws {
    let document = try PEMFile.documents(path)[0]
    guard let key = try? Certificate.PublicKey(pemDocument: document) else {
      throw CandorError(
        .malformed, "`\(document.discriminator)` is no public key that is known here",
        hint: "write it with `openssl pkey -in KEY -pubout`", at: .init(file: path.string))
    }
    guard let verifying = Self(key) else {
      throw CandorError(
        .unsupported, "model signatures use keys on the curves P-256, P-384 and P-521",
        at: .init(file: path.string))
    }
    self = verifying
  }

  /// The digest that goes with the key's curve.
  var hash: HashFunction { curve.hash }

  /// The SHA-256 of the key's PEM text, by which a bundle names it.
  public var fingerprint: Digest {
    get throws {
      // Others write the text with a line break at its end.
      Digest(of: try key.serializeAsPEM().pemString + "\n")
    }
  }

  func isValidSignature(of envelope: SignedEnvelope) -> Bool {
    let (type, payload) = (envelope.payloadType, envelope.payload)
    func isValid(
      for bytes: [UInt8], _ algorithm: Certificate.SignatureAlgorithm
    ) -> Bool {
      key.isValidSignature(envelope.signature, for: bytes, signatureAlgorithm: algorithm)
    }
    let encoding = SignedEnvelope.preAuthenticationEncoding(type: type, payload: payload)
    if isValid(for: encoding, curve.signatureAlgorithm) { return true }
    let early = SignedEnvelope.earlyEncoding(type: type, payload: payload)
    return isValid(for: early, curve.signatureAlgorithm) || isValid(for: early, .ecdsaWithSHA256)
  }
}
