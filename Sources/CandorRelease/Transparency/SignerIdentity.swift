import SwiftASN1
import X509

/// Who signed, as a certificate authority of Sigstore wrote it down: an account, and who knows it.
///
/// Source: https://github.com/sigstore/fulcio/blob/main/docs/oid-info.md
struct SignerIdentity: Sendable, Equatable {
  /// Addresses of mail, of a workflow, or names of an account.
  let names: [String]
  /// Where the account was logged in; nil where the certificate does not say.
  let issuer: String?

  private enum Name {
    static let issuer: ASN1ObjectIdentifier = [1, 3, 6, 1, 4, 1, 57264, 1, 8]
    static let plainIssuer: ASN1ObjectIdentifier = [1, 3, 6, 1, 4, 1, 57264, 1, 1]
    static let otherName: ASN1ObjectIdentifier = [1, 3, 6, 1, 4, 1, 57264, 1, 7]
  }

  init(_ certificate: Certificate) {
    let alternatives = (try? certificate.extensions.subjectAlternativeNames).map { Array($0) } ?? []
    names = alternatives.compactMap { name in
      switch name {
      case .rfc822Name(let text), .uniformResourceIdentifier(let text): text
      case .otherName(let other) where other.typeID == Name.otherName:
        other.value.flatMap { try? ASN1UTF8String(asn1Any: $0) }.map { String($0) }
      default: nil
      }
    }
    if let text = certificate.extensions[oid: Name.issuer] {
      issuer = (try? ASN1UTF8String(derEncoded: text.value)).map { String($0) }
    } else {
      issuer = certificate.extensions[oid: Name.plainIssuer].map {
        String(decoding: $0.value, as: UTF8.self)
      }
    }
  }
}
