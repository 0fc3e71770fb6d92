import SwiftASN1
import X509

/// The public key of a log or of whoever else a trusted root names, and how it signs.
struct SigstoreKey: Sendable {
  private let key: Certificate.PublicKey
  private let algorithm: Certificate.SignatureAlgorithm

  /// - Parameters:
  ///   - bytes: a SubjectPublicKeyInfo in DER.
  ///   - details: the name of key and algorithm in `sigstore_common.proto`.
  /// - Returns: nil for what is not known here.
  init?(_ bytes: [UInt8], details: String) {
    switch details {
    case "PKIX_ECDSA_P256_SHA_256": algorithm = .ecdsaWithSHA256
    case "PKIX_ECDSA_P384_SHA_384": algorithm = .ecdsaWithSHA384
    case "PKIX_ECDSA_P521_SHA_512": algorithm = .ecdsaWithSHA512
    case "PKIX_ED25519": algorithm = .ed25519
    case "PKIX_RSA_PKCS1V15_2048_SHA256", "PKIX_RSA_PKCS1V15_3072_SHA256",
      "PKIX_RSA_PKCS1V15_4096_SHA256":
      algorithm = .sha256WithRSAEncryption
    default: return nil
    }
    let document = PEMDocument(type: "PUBLIC KEY", derBytes: bytes)
    guard let key = try? Certificate.PublicKey(pemDocument: document) else { return nil }
    self.key = key
  }

  func isValidSignature(_ signature: [UInt8], of bytes: [UInt8]) -> Bool {
    key.isValidSignature(signature, for: bytes, signatureAlgorithm: algorithm)
  }
}
