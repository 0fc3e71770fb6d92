import CandorCore
import SwiftASN1
import X509

/// A log's promise to show a certificate to everybody (SCT), which lies in the certificate itself.
///
/// Source: RFC 6962, sections 3.2 and 3.3
struct CertificateTimestamp {
  /// The digest that names the log.
  let log: [UInt8]
  let moment: Moment
  let signature: [UInt8]
  private let milliseconds: [UInt8]
  private let extensions: [UInt8]

  private static let identifier: ASN1ObjectIdentifier = [1, 3, 6, 1, 4, 1, 11129, 2, 4, 2]

  /// Those of a certificate.
  ///
  /// - Throws: `Refusal` for a list that cannot be read.
  static func all(in certificate: Certificate) throws -> [Self] {
    guard let list = certificate.extensions[oid: identifier] else { return [] }
    guard let octets = try? ASN1OctetString(derEncoded: list.value) else { throw unreadable }
    var bytes = ByteReader(Array(octets.bytes))
    guard var items = bytes.counted(2).map(ByteReader.init), bytes.isAtEnd else { throw unreadable }
    var found: [Self] = []
    while !items.isAtEnd {
      guard let item = items.counted(2), let timestamp = Self(item) else { throw unreadable }
      found.append(timestamp)
    }
    return found
  }

  private static let unreadable = Refusal("the certificate's timestamps cannot be read")

  private init?(_ bytes: [UInt8]) {
    var reader = ByteReader(bytes)
    // Version 1; signatures of ECDSA or RSA with SHA-256.
    guard reader.take(1) == [0], let log = reader.take(32), let milliseconds = reader.take(8),
      let extensions = reader.counted(2), reader.take(1) == [4], reader.take(1) != nil,
      let signature = reader.counted(2), reader.isAtEnd
    else { return nil }
    let time = milliseconds.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    (self.log, self.signature) = (log, signature)
    (self.milliseconds, self.extensions) = (milliseconds, extensions)
    moment = Moment(seconds: Int(time / 1000))
  }

  /// What the log has signed: the certificate as it was before it had the promise, and who issued it.
  ///
  /// - Throws: `Refusal` for a certificate that cannot be taken apart.
  func signedBytes(of certificate: Certificate, by issuer: Certificate) throws -> [UInt8] {
    guard let issuerKey = try? issuer.publicKey.serializeAsPEM().derBytes,
      let body = try? Self.withoutTimestamps(certificate), body.count < 1 << 24
    else { throw Self.unreadable }
    let length = [UInt8(body.count >> 16), UInt8(body.count >> 8 & 255), UInt8(body.count & 255)]
    let ending = [UInt8(extensions.count >> 8), UInt8(extensions.count & 255)] + extensions
    // Version 1, a timestamp of a certificate, the time, a certificate before issue.
    return [0, 0] + milliseconds + [0, 1] + Digest(of: issuerKey).bytes + length + body + ending
  }

  private static func withoutTimestamps(_ certificate: Certificate) throws -> [UInt8] {
    let body = try DER.parse(certificate.tbsCertificateBytes)
    var writer = DER.Serializer()
    try writer.appendConstructedNode(identifier: body.identifier) { writer in
      for part in try body.parts {
        guard part.identifier == .tagged(3) else {
          writer.serializeRawBytes(part.encodedBytes)
          continue
        }
        try writer.appendConstructedNode(identifier: part.identifier) { writer in
          let kept = try part.parts[0].parts.filter {
            try ASN1ObjectIdentifier(derEncoded: $0.parts[0]) != identifier
          }
          writer.appendConstructedNode(identifier: .sequence) { writer in
            for part in kept { writer.serializeRawBytes(part.encodedBytes) }
          }
        }
      }
    }
    return writer.serializedBytes
  }
}

/// Bytes that are taken from the front.
private struct ByteReader {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { rest = bytes[...] }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func take(_ count: Int) -> [UInt8]? {
    guard rest.count >= count else { return nil }
    defer { rest.removeFirst(count) }
    return Array(rest.prefix(count))
  }

  /// As many as the first `width` bytes say.
  mutating func counted(_ width: Int) -> [UInt8]? {
    take(width).flatMap { take($0.reduce(0) { $0 << 8 | Int($1) }) }
  }
}
