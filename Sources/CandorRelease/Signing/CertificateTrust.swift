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
    do {
      _ = try CertificatePath.find(
        from: leaf, by: Array(certificates.dropFirst()), to: roots, for: .signing)
    } catch let refusal as Refusal {
      return .refused(refusal.reason)
    }
    return .trusted(key, signer: "\(leaf.subject)")
  }
}
