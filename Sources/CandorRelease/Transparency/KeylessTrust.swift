import CandorCore
import SwiftASN1
import X509

/// Believes one account: whoever proved to a trusted authority to be it, at a time that a trusted log
/// or clock knows, and whose signature that log shows.
///
/// Nothing is fetched: the trusted root is a file, and the bundle has the log's proofs in it.
///
/// Source: https://github.com/sigstore/architecture-docs, `client-spec.md`, section 4
public struct KeylessTrust: Sendable {
  private let root: TrustedRoot
  private let identity: String
  private let issuer: String

  /// - Parameters:
  ///   - identity: an address of mail or of a workflow, as the certificate has it.
  ///   - issuer: where that account was logged in, such as `https://accounts.google.com`.
  public init(identity: String, issuer: String, root: TrustedRoot) {
    (self.identity, self.issuer, self.root) = (identity, issuer, root)
  }

  private static let mostTimestamps = 32

  /// Whether the certificate of `bundle` is of this account, and its content was signed while the
  /// certificate was valid. That the signature is by its key is for the caller to check.
  func judge(_ bundle: SigstoreBundle) throws -> CertificateTrust.Verdict {
    do {
      let material = bundle.material
      guard case .certificates(let encoded) = material.signer,
        let chain = try? encoded.map({ try Certificate(derEncoded: $0) })
      else { throw Refusal("a certificate of the bundle cannot be read") }
      guard chain.allSatisfy({ $0.issuer != $0.subject }) else {
        throw Refusal("it brings a root certificate; roots are for the trusted root to name")
      }
      let leaf = chain[0]
      guard let key = VerifyingKey(leaf.publicKey) else {
        throw Refusal("the certificate's key is not on P-256, P-384 or P-521")
      }
      let times = try checkLog(material, leaf, signature: bundle.content.signature)
      try checkIdentity(SignerIdentity(leaf))
      guard let logged = LoggedSignature(material.entries[0]) else {
        throw Refusal("the log's entry is not what it is said to be")
      }
      try logged.check(bundle.content, encoded[0], key.hash)
      return .trusted(key, signer: "\(identity), known to \(issuer), at \(times[0].text)")
    } catch let refusal as Refusal {
      return .refused(refusal.reason)
    }
  }

  /// - Returns: the times at which the signature was seen, at least one.
  private func checkLog(
    _ material: VerificationMaterial, _ leaf: Certificate, signature: [UInt8]
  ) throws -> [Moment] {
    guard material.entries.count == 1 else {
      throw Refusal("it has \(material.entries.count) entries of a log, not one")
    }
    let entry = material.entries[0]
    guard let log = root.signatureLogs.first(where: { $0.identifier == entry.log }) else {
      throw Refusal("the trusted root has no log \(entry.log.hexadecimal.prefix(16))…")
    }
    guard let key = log.key else { throw Refusal("the log's kind of key is not known here") }
    var times = try timestamps(material.timestamps, of: signature)
    if let promise = entry.promise {
      guard key.isValidSignature(promise, of: entry.promised) else {
        throw Refusal("the log has not promised this entry")
      }
      if let integrated = entry.integrated {
        guard log.period.contains(integrated) else {
          throw Refusal("the log was not trusted at the time of the entry")
        }
        times.append(integrated)
      }
    }
    guard !times.isEmpty else { throw Refusal("nobody who is trusted says when it was made") }
    try checkProof(of: entry, key, mayBeMissing: material.isEarly)
    for time in times { try checkCertificate(leaf, at: time) }
    return times
  }

  private func timestamps(_ tokens: [[UInt8]], of signature: [UInt8]) throws -> [Moment] {
    guard tokens.count <= Self.mostTimestamps, Set(tokens).count == tokens.count else {
      throw Refusal("there are too many timestamps, or one of them twice")
    }
    return try tokens.map {
      let token = try TimestampToken($0)
      try token.check(signature, by: root.timestampAuthorities)
      return token.moment
    }
  }

  private func checkProof(of entry: LogEntry, _ key: SigstoreKey, mayBeMissing: Bool) throws {
    guard let proof = entry.proof, let text = proof.checkpoint else {
      guard mayBeMissing, entry.promise != nil else {
        throw Refusal("there is no proof that the log has the entry")
      }
      return
    }
    guard proof.leads(from: entry.body) else {
      throw Refusal("the proof does not lead from the entry to the log's root")
    }
    guard let checkpoint = Checkpoint(text) else {
      throw Refusal("the log's checkpoint cannot be read")
    }
    guard checkpoint.root == proof.root, checkpoint.treeSize == proof.treeSize else {
      throw Refusal("the proof does not lead to the log's checkpoint")
    }
    guard checkpoint.isSigned(by: key, named: entry.log) else {
      throw Refusal("the checkpoint is not signed by the log")
    }
  }

  /// A path to a trusted authority that holds at `time`, and a log of certificates that knew it.
  private func checkCertificate(_ leaf: Certificate, at time: Moment) throws {
    var reason = Refusal("no authority of the trusted root was in office when it was made")
    for authority in root.certificateAuthorities where authority.period.contains(time) {
      let path: [Certificate]
      do {
        path = try CertificatePath.find(
          from: leaf, by: authority.chain.dropLast(), to: authority.chain.suffix(1),
          for: .codeSigning, at: time)
      } catch let refusal as Refusal {
        reason = refusal
        continue
      }
      return try checkTimestamp(of: leaf, by: path[1])
    }
    throw reason
  }

  private func checkTimestamp(of leaf: Certificate, by issuer: Certificate) throws {
    let timestamps = try CertificateTimestamp.all(in: leaf)
    guard !timestamps.isEmpty else { throw Refusal("no log knows the signer's certificate") }
    let isKnown = try timestamps.contains { timestamp in
      let bytes = try timestamp.signedBytes(of: leaf, by: issuer)
      return root.certificateLogs.contains {
        $0.identifier == timestamp.log && $0.period.contains(timestamp.moment)
          && $0.key?.isValidSignature(timestamp.signature, of: bytes) == true
      }
    }
    guard isKnown else {
      throw Refusal("no log that the trusted root names knows the signer's certificate")
    }
  }

  private func checkIdentity(_ signer: SignerIdentity) throws {
    guard signer.names.contains(where: { ExactString($0) == ExactString(identity) }) else {
      throw Refusal("it is by `\(signer.names.joined(separator: "`, `"))`, not by `\(identity)`")
    }
    guard signer.issuer.map(ExactString.init) == ExactString(issuer) else {
      throw Refusal("its signer was known to `\(signer.issuer ?? "nobody")`, not to `\(issuer)`")
    }
  }
}
