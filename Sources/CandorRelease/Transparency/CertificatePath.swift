import SwiftASN1
@_spi(FixedExpiryValidationTime) import X509

/// A way from a signer's certificate to a trusted one.
enum CertificatePath {
  /// What a signer's certificate has to be for.
  enum Purpose {
    /// Signatures or code.
    case signing
    /// Code, and nothing else.
    case codeSigning
    case timeStamping
  }

  /// Finds a path of which every certificate is valid at one time.
  ///
  /// - Parameter moment: nil for now.
  /// - Returns: the path, the signer's certificate first.
  /// - Throws: `Refusal`.
  static func find(
    from leaf: Certificate, by others: [Certificate], to roots: [Certificate],
    for purpose: Purpose, at moment: Moment? = nil
  ) throws -> [Certificate] {
    let result = try InlineExecutor.run {
      var verifier = Verifier(rootCertificates: CertificateStore(roots)) {
        moment.map { RFC5280Policy(fixedExpiryValidationTime: $0.date) } ?? RFC5280Policy()
        UsagePolicy(purpose: purpose)
      }
      return await verifier.validate(leaf: leaf, intermediates: CertificateStore(others))
    }
    switch result {
    case .validCertificate(let path): return Array(path)
    case .couldNotValidate(let failures):
      throw Refusal(
        failures.first.map { reason(of: $0.policyFailureReason.description, at: moment) }
          ?? "no chain of valid certificates leads to a trusted one")
    }
  }

  /// The library's sentences about time hold a whole certificate.
  private static func reason(of text: String, at moment: Moment?) -> String {
    let time = moment.map { " at \($0.text)" } ?? ""
    if text.hasSuffix("has expired") { return "a certificate is expired\(time)" }
    if text.hasSuffix("is not yet valid") { return "a certificate is not valid yet\(time)" }
    return text
  }
}

/// A signer's certificate is for its purpose, and one that vouches for it is for certificates.
private struct UsagePolicy: VerifierPolicy {
  let purpose: CertificatePath.Purpose
  let verifyingCriticalExtensions: [ASN1ObjectIdentifier] = [
    .X509ExtensionID.keyUsage, .X509ExtensionID.extendedKeyUsage,
    .X509ExtensionID.subjectAlternativeName,
  ]

  func chainMeetsPolicyRequirements(
    chain: UnverifiedCertificateChain
  ) -> PolicyEvaluationResult {
    guard isFit(chain.leaf) else {
      return .failsToMeetPolicy(
        reason: purpose == .timeStamping
          ? "the certificate of a timestamp is not for timestamps"
          : "the signer's certificate is not for signing")
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

  private func isFit(_ leaf: Certificate) -> Bool {
    let signs = (try? leaf.extensions.keyUsage)?.digitalSignature
    let usages = try? leaf.extensions.extendedKeyUsage
    return switch purpose {
    case .signing: signs == true || usages?.contains(.codeSigning) == true
    case .codeSigning: signs == true && usages?.contains(.codeSigning) == true
    case .timeStamping: signs != false && usages?.contains(.timeStamping) == true
    }
  }
}
