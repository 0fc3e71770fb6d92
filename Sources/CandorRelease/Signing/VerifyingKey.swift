import CandorCore
import SwiftASN1
import SystemPackage
import X509

/// A public key that tells whether something was signed with its private half.
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

  /// What a bundle may call the key: the fingerprint, or, as cosign has it, the SHA-256 of the DER in
  /// base64.
  var hints: [String] {
    get throws {
      [
        try fingerprint.hex, Base64.encode(Digest(of: try key.serializeAsPEM().derBytes).bytes),
      ]
    }
  }

  func isValidSignature(of content: SignedContent) -> Bool {
    switch content {
    case .envelope(let envelope): isValidSignature(of: envelope)
    case .file(let file):
      curve == .p256
        && file.digest.hasValidSignature(file.signature, by: Array(key.subjectPublicKeyInfoBytes))
    }
  }

  private func isValidSignature(of envelope: SignedEnvelope) -> Bool {
    func isValid(
      for bytes: [UInt8], _ algorithm: Certificate.SignatureAlgorithm
    ) -> Bool {
      key.isValidSignature(envelope.signature, for: bytes, signatureAlgorithm: algorithm)
    }
    if isValid(for: envelope.preAuthenticationEncoding, curve.signatureAlgorithm) { return true }
    let early = envelope.earlyEncoding
    return isValid(for: early, curve.signatureAlgorithm) || isValid(for: early, .ecdsaWithSHA256)
  }
}
