import CandorCore
import SwiftASN1
import SystemPackage
import X509

/// Whom a Sigstore instance is: who certifies signers, and who keeps the logs and the time.
///
/// Source: https://github.com/sigstore/protobuf-specs, `sigstore_trustroot.proto`
public struct TrustedRoot: Sendable {
  /// A log of signatures or of certificates, and the key it signs with.
  struct Log: Sendable {
    /// The digest by which entries name the log.
    let identifier: [UInt8]
    /// Nil for a kind of key that is not known here.
    let key: SigstoreKey?
    let period: ValidityPeriod
  }

  /// Certificates that lead from who signs to a root.
  struct Authority: Sendable {
    /// The root is the last one.
    let chain: [Certificate]
    let period: ValidityPeriod
  }

  let signatureLogs: [Log]
  let certificateLogs: [Log]
  let certificateAuthorities: [Authority]
  let timestampAuthorities: [Authority]

  private static let limit = 16 << 20

  /// Reads a `trusted_root.json`, or a client's configuration that has one in it.
  ///
  /// - Throws: `malformed` with the member, `notFound`, `inputOutput`.
  public init(_ path: FilePath) throws {
    let file = path.string
    let value = try JSONValue.load(path, limit: Self.limit)
    guard case .object(let outer) = value else {
      throw CandorError(.malformed, "this is no trusted root: not an object", at: .init(file: file))
    }
    let object = try outer.optionalObject("trustedRoot", in: file) ?? outer
    let mediaType = try object.string("mediaType", in: file)
    guard mediaType.hasPrefix("application/vnd.dev.sigstore.trustedroot") else {
      throw CandorError(
        .unsupported, "`\(mediaType.prefix(80))` is no trusted root",
        hint: "cosign and the Python package `sigstore` keep theirs as `trusted_root.json`",
        at: .init(file: file, field: "mediaType"))
    }
    func all<Item>(_ key: String, _ read: (JSONObject, String) throws -> Item) throws -> [Item] {
      try (object.optionalArray(key, in: file) ?? []).map {
        guard case .object(let item) = $0 else {
          throw CandorError(.malformed, "expected an object", at: .init(file: file, field: key))
        }
        return try read(item, file)
      }
    }
    signatureLogs = try all("tlogs", Log.init)
    certificateLogs = try all("ctlogs", Log.init)
    certificateAuthorities = try all("certificateAuthorities", Authority.init)
    timestampAuthorities = try all("timestampAuthorities", Authority.init)
  }
}

extension TrustedRoot.Log {
  fileprivate init(_ object: JSONObject, _ file: String) throws {
    let publicKey = try object.object("publicKey", in: file)
    identifier = try object.object("logId", in: file).bytes("keyId", in: file)
    key = SigstoreKey(
      try publicKey.bytes("rawBytes", in: file),
      details: try publicKey.string("keyDetails", in: file))
    period = try ValidityPeriod(publicKey.optionalObject("validFor", in: file), file)
  }
}

extension TrustedRoot.Authority {
  fileprivate init(_ object: JSONObject, _ file: String) throws {
    let field = "certChain.certificates"
    let certificates = try object.object("certChain", in: file).array("certificates", in: file)
    chain = try certificates.map {
      guard case .object(let item) = $0,
        let certificate = try? Certificate(derEncoded: item.bytes("rawBytes", in: file))
      else {
        throw CandorError(
          .malformed, "expected a certificate", at: .init(file: file, field: field))
      }
      return certificate
    }
    guard !chain.isEmpty else {
      throw CandorError(.malformed, "there is no certificate", at: .init(file: file, field: field))
    }
    period = try ValidityPeriod(object.optionalObject("validFor", in: file), file)
  }
}

extension ValidityPeriod {
  /// Without a start nothing would say that a key was ever good.
  fileprivate init(_ object: JSONObject?, _ file: String) throws {
    func moment(_ key: String) throws -> Moment? {
      guard let text = try object?.optionalString(key, in: file) else { return nil }
      guard let moment = Moment(text: text) else {
        throw CandorError(
          .malformed, "`\(text.prefix(40))` is no time such as 2025-01-31T12:00:00Z",
          at: .init(file: file, field: "validFor.\(key)"))
      }
      return moment
    }
    guard let start = try moment("start") else {
      throw CandorError(
        .malformed, "a key has no start of its validity",
        at: .init(file: file, field: "validFor.start"))
    }
    self.start = start
    end = try moment("end")
  }
}
