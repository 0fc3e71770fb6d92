/// A DSSE envelope: a payload, what kind it is, and a signature over both.
///
/// Source: https://github.com/secure-systems-lab/dsse, version 1
struct SignedEnvelope: Sendable, Equatable {
  static let statementType = "application/vnd.in-toto+json"

  let payloadType: String
  /// The bytes that were signed, as they came; they are never written anew.
  let payload: [UInt8]
  /// An ECDSA signature in DER.
  let signature: [UInt8]

  /// What is signed: the type and the payload, each after its length, so that nothing can move from
  /// one to the other.
  var preAuthenticationEncoding: [UInt8] {
    Self.preAuthenticationEncoding(type: payloadType, payload: payload)
  }

  static func preAuthenticationEncoding(type: String, payload: [UInt8]) -> [UInt8] {
    Array("DSSEv1 \(type.utf8.count) \(type) \(payload.count) ".utf8) + payload
  }

  /// What model-signing 0.2 signed instead: another version letter, and the payload as Python prints
  /// bytes.
  var earlyEncoding: [UInt8] {
    let counts = "\(payloadType.utf8.count) \(payloadType) \(payload.count)"
    return Array("DSSEV1 \(counts) ".utf8) + Self.pythonLiteral(payload)
  }

  private static func pythonLiteral(_ bytes: [UInt8]) -> [UInt8] {
    let (single, double) = (UInt8(ascii: "'"), UInt8(ascii: "\""))
    let quote = bytes.contains(single) && !bytes.contains(double) ? double : single
    var text = [UInt8(ascii: "b"), quote]
    for byte in bytes {
      switch byte {
      case quote, UInt8(ascii: "\\"): text += [UInt8(ascii: "\\"), byte]
      case UInt8(ascii: "\t"): text += Array(#"\t"#.utf8)
      case UInt8(ascii: "\n"): text += Array(#"\n"#.utf8)
      case UInt8(ascii: "\r"): text += Array(#"\r"#.utf8)
      case 0x20..<0x7F: text.append(byte)
      default: text += Array("\\x\(byte < 16 ? "0" : "")\(String(byte, radix: 16))".utf8)
      }
    }
    return text + [quote]
  }
}
