import CandorCore

/// What a bundle brings along so that its signature can be checked.
struct VerificationMaterial: Sendable, Equatable {
  enum Signer: Sendable, Equatable {
    /// The key is known elsewhere; `hint` is its fingerprint, nil in bundles before model-signing 1.1.
    case publicKey(hint: String?)
    /// In DER, the signer's certificate first.
    case certificates([[UInt8]])
  }

  let signer: Signer
  /// Where a log shows the signature.
  var entries: [LogEntry] = []
  /// Words of authorities on when it was made, in DER.
  var timestamps: [[UInt8]] = []
  /// Whether the bundle is of the first version, in which a log's promise did for a proof.
  var isEarly = false

  private static let mostCertificates = 16
  private static let mostEntries = 16

  init(_ object: JSONObject, isEarly: Bool, in file: String) throws {
    func objects(_ key: String, of object: JSONObject, most: Int) throws -> [JSONObject] {
      let items = try object.optionalArray(key, in: file) ?? []
      guard items.count <= most else {
        throw CandorError(
          .malformed, "there are more than \(most)", at: .init(file: file, field: key))
      }
      return try items.map {
        guard case .object(let item) = $0 else {
          throw CandorError(.malformed, "not an object", at: .init(file: file, field: key))
        }
        return item
      }
    }
    self.isEarly = isEarly
    if let key = try object.optionalObject("publicKey", in: file) {
      signer = .publicKey(hint: try key.optionalString("hint", in: file))
      return
    }
    var certificates: [JSONObject] = []
    if let certificate = try object.optionalObject("certificate", in: file) {
      certificates = [certificate]
    } else if let chain = try object.optionalObject("x509CertificateChain", in: file) {
      certificates = try objects("certificates", of: chain, most: Self.mostCertificates)
    }
    guard !certificates.isEmpty else {
      throw CandorError(
        .malformed, "there is neither a public key nor a chain of certificates",
        at: .init(file: file, field: "verificationMaterial"))
    }
    signer = .certificates(try certificates.map { try $0.bytes("rawBytes", in: file) })
    entries = try objects("tlogEntries", of: object, most: Self.mostEntries)
      .map { try LogEntry($0, in: file) }
    if let data = try object.optionalObject("timestampVerificationData", in: file) {
      timestamps = try objects("rfc3161Timestamps", of: data, most: .max)
        .map { try $0.bytes("signedTimestamp", in: file) }
    }
  }
}
