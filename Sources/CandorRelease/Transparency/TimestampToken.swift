import CandorCore
import SwiftASN1
import X509

/// An authority's signed word on when it saw some bytes.
///
/// Sources: RFC 3161, section 2.4.2; RFC 5652, section 5
struct TimestampToken {
  let moment: Moment
  private let imprint: (hash: HashFunction, digest: [UInt8])
  /// The statement, which holds all of the above.
  private let statement: [UInt8]
  private let signedHash: HashFunction
  /// The attributes that are signed in place of the statement, and the digest among them.
  private let attributes: [UInt8]
  private let attributesDigest: [UInt8]
  private let signature: [UInt8]

  private enum Name {
    static let signedData: ASN1ObjectIdentifier = [1, 2, 840, 113549, 1, 7, 2]
    static let statement: ASN1ObjectIdentifier = [1, 2, 840, 113549, 1, 9, 16, 1, 4]
    static let contentType: ASN1ObjectIdentifier = [1, 2, 840, 113549, 1, 9, 3]
    static let messageDigest: ASN1ObjectIdentifier = [1, 2, 840, 113549, 1, 9, 4]
  }

  private static let hashes: [(ASN1ObjectIdentifier, HashFunction)] = [
    ([2, 16, 840, 1, 101, 3, 4, 2, 1], .sha256), ([2, 16, 840, 1, 101, 3, 4, 2, 2], .sha384),
    ([2, 16, 840, 1, 101, 3, 4, 2, 3], .sha512),
  ]

  /// Reads a response in DER.
  ///
  /// - Throws: `Refusal`.
  init(_ bytes: [UInt8]) throws {
    do {
      try self.init(response: DER.parse(bytes))
    } catch {
      throw Refusal("a timestamp cannot be read")
    }
  }

  private init(response: ASN1Node) throws {
    // `granted`, or `grantedWithMods`.
    guard try [[0], [1]].contains(response.part(0).part(0).expect(.integer).bytes),
      try ASN1ObjectIdentifier(derEncoded: response.part(1).part(0)) == Name.signedData
    else { throw UnexpectedStructure() }
    let signed = try response.part(1).part(1).expect(.tagged(0)).part(0)
    let content = try signed.part(2)
    guard try ASN1ObjectIdentifier(derEncoded: content.part(0)) == Name.statement else {
      throw UnexpectedStructure()
    }
    statement = try content.part(1).expect(.tagged(0)).part(0).expect(.octetString).bytes
    let signers = try signed.parts.last.map { try $0.expect(.set).parts } ?? []
    guard signers.count == 1 else { throw UnexpectedStructure() }
    let signer = signers[0]
    signedHash = try Self.hash(signer.part(2))
    let attributes = try signer.part(3).expect(.tagged(0))
    signature = try signer.part(5).expect(.octetString).bytes
    // Signed as the set that they are, not under the tag they have here.
    self.attributes = [0x31] + attributes.encodedBytes.dropFirst()
    func attribute(_ name: ASN1ObjectIdentifier) throws -> ASN1Node {
      let found = try attributes.parts.filter {
        try ASN1ObjectIdentifier(derEncoded: $0.part(0)) == name
      }
      guard found.count == 1 else { throw UnexpectedStructure() }
      return try found[0].part(1).part(0)
    }
    guard try ASN1ObjectIdentifier(derEncoded: attribute(Name.contentType)) == Name.statement else {
      throw UnexpectedStructure()
    }
    attributesDigest = try attribute(Name.messageDigest).expect(.octetString).bytes

    let information = try DER.parse(statement)
    let digest = try information.part(2)
    imprint = (try Self.hash(digest.part(0)), try digest.part(1).expect(.octetString).bytes)
    guard let moment = Moment(try GeneralizedTime(derEncoded: information.part(4))) else {
      throw UnexpectedStructure()
    }
    self.moment = moment
  }

  private static func hash(_ algorithm: ASN1Node) throws -> HashFunction {
    let name = try ASN1ObjectIdentifier(derEncoded: algorithm.part(0))
    guard let hash = hashes.first(where: { $0.0 == name })?.1 else { throw UnexpectedStructure() }
    return hash
  }

  /// Whether this is about `bytes`, and by one of the authorities.
  ///
  /// - Throws: `Refusal`.
  func check(_ bytes: [UInt8], by authorities: [TrustedRoot.Authority]) throws {
    guard imprint.hash.digest(of: bytes) == imprint.digest else {
      throw Refusal("a timestamp is of other bytes")
    }
    guard signedHash.digest(of: statement) == attributesDigest else {
      throw Refusal("a timestamp was changed since it was signed")
    }
    let signers = authorities.filter { isSigned(by: $0.chain[0].publicKey) }
    guard !signers.isEmpty else {
      throw Refusal("a timestamp is by nobody whom the trusted root names")
    }
    guard let authority = signers.first(where: { $0.period.contains(moment) }) else {
      throw Refusal("a timestamp is of a time at which its authority was not trusted")
    }
    _ = try CertificatePath.find(
      from: authority.chain[0], by: Array(authority.chain.dropFirst().dropLast()),
      to: [authority.chain[authority.chain.count - 1]], for: .timeStamping, at: moment)
  }

  private func isSigned(by key: Certificate.PublicKey) -> Bool {
    let isCurve = EllipticCurve(key) != nil
    let algorithm: Certificate.SignatureAlgorithm =
      switch signedHash {
      case .sha256: isCurve ? .ecdsaWithSHA256 : .sha256WithRSAEncryption
      case .sha384: isCurve ? .ecdsaWithSHA384 : .sha384WithRSAEncryption
      case .sha512: isCurve ? .ecdsaWithSHA512 : .sha512WithRSAEncryption
      }
    return key.isValidSignature(signature, for: attributes, signatureAlgorithm: algorithm)
  }
}
