import CandorCore
import SwiftASN1
import SystemPackage
import X509

/// The certificates somebody trusts, and whether a signer's chain leads to one of them.
public struct CertificateTrust: Sendable {
  private let roots: [Certificate]

  /// Reads PEM files.
  ///
  /// - Throws: `malformed`, `notFound`, `inputOutput`.
  public init(_ paths: [FilePath]) throws {
    roots = try PEMFile.certificates(paths)
  }

  /// What a chain proves.
  enum Verdict {
    case trusted(VerifyingKey, signer: String)
    case refused(String)
  }

  /// Builds a path from the first certificate to a trusted one; all of it must be valid now.
  ///
  /// Whether a signature is older than the expiry of its certificate cannot be known without a
  /// trusted clock's word, so an expired certificate is refused.
  func judge(_ chain: [[UInt8]]) throws -> Verdict {
    var certificates: [Certificate] = []
    for bytes in chain {
      guard let certificate = try? Certificate(derEncoded: bytes) else {
        return .refused("a certificate of the bundle cannot be read")
      }
      certificates.append(certificate)
    }
    let leaf = certificates[0]
    guard let key = VerifyingKey(leaf.publicKey) else {
      return .refused("the certificate's key is not on P-256, P-384 or P-521")
    }
    let (roots, others) = (roots, certificates.dropFirst())
    let result = try InlineExecutor.run {
      var verifier = Verifier(rootCertificates: CertificateStore(roots)) {
        RFC5280Policy()
        SigningUsePolicy()
      }
      return await verifier.validate(leaf: leaf, intermediates: CertificateStore(others))
    }
    switch result {
    case .validCertificate: return .trusted(key, signer: "\(leaf.subject)")
    case .couldNotValidate(let failures):
      let reasons = failures.map { $0.policyFailureReason.description }
      return .refused(
        reasons.first ?? "no chain of valid certificates leads to a trusted one")
    }
  }
}

/// A signer's certificate is for signing, and one that vouches for it is for certificates.
private struct SigningUsePolicy: VerifierPolicy {
  let verifyingCriticalExtensions: [ASN1ObjectIdentifier] = [
    .X509ExtensionID.keyUsage, .X509ExtensionID.extendedKeyUsage,
  ]

  func chainMeetsPolicyRequirements(
    chain: UnverifiedCertificateChain
  ) -> PolicyEvaluationResult {
    guard Self.signs(chain.leaf) else {
      return .failsToMeetPolicy(reason: "the signer's certificate is not for signing")
    }
    for issuer in chain.dropFirst() {
      guard let usage = try? issuer.extensions.keyUsage else { continue }
      guard usage.keyCertSign else {
        return .failsToMeetPolicy(
          reason: "a certificate of the chain is not for signing certificates")
      }
    }
    return .meetsPolicy
  }

  private static func signs(_ leaf: Certificate) -> Bool {
    if let usage = try? leaf.extensions.keyUsage, usage.digitalSignature { return true }
    guard let usage = try? leaf.extensions.extendedKeyUsage else { return false }
    return usage.contains(.codeSigning)
  }
}
