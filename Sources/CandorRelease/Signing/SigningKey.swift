import CandorCore
import SwiftASN1
import SystemPackage
import X509

/// A private key on one of the curves of model signatures.
public struct SigningKey: Sendable {
  private let key: Certificate.PrivateKey
  private let curve: EllipticCurve
  public let verifyingKey: VerifyingKey

  /// Reads a PEM file: PKCS #8 or SEC 1.
  ///
  /// - Throws: `malformed`; `unsupported` for encrypted keys and other kinds of keys; `notFound`,
  ///   `inputOutput`.
  public init(_ path: FilePath) throws {
    let documents = try PEMFile.documents(path)
    let kinds = documents.map(\.discriminator)
    guard !kinds.contains("ENCRYPTED PRIVATE KEY") else {
      throw CandorError(
        .unsupported, "this key is encrypted",
        hint: "decrypt it into a pipe: `--key <(openssl pkey -in KEY)`",
        at: .init(file: path.string))
    }
    // `openssl ecparam -genkey` writes the curve's name before the key.
    let document = documents.first { $0.discriminator.hasSuffix("PRIVATE KEY") }
    guard let document, let key = try? Certificate.PrivateKey(pemDocument: document) else {
      throw CandorError(
        .malformed, "there is no private key that is known here",
        hint: "make one with `openssl ecparam -name prime256v1 -genkey -noout -out KEY`",
        at: .init(file: path.string))
    }
    guard let curve = EllipticCurve(key.publicKey), let verifyingKey = VerifyingKey(key.publicKey)
    else {
      throw CandorError(
        .unsupported, "model signatures use keys on the curves P-256, P-384 and P-521",
        at: .init(file: path.string))
    }
    (self.key, self.curve, self.verifyingKey) = (key, curve, verifyingKey)
  }

  func sign(statement: [UInt8]) throws -> SignedEnvelope {
    let type = SignedEnvelope.statementType
    let encoding = SignedEnvelope.preAuthenticationEncoding(type: type, payload: statement)
    let signature = try key.sign(bytes: encoding, signatureAlgorithm: curve.signatureAlgorithm)
    return SignedEnvelope(
      payloadType: type, payload: statement, signature: signature.rawRepresentation)
  }
}
