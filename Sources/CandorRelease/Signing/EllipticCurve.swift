import CandorCore
import X509

/// The three curves that model signatures use, each with the digest that goes with it.
enum EllipticCurve: CaseIterable {
  case p256, p384, p521

  /// The curve of a public key; nil for another kind of key.
  init?(_ key: Certificate.PublicKey) {
    // SEC 1, section 2.3.3: `04`, then two coordinates of the curve's size.
    let point = key.subjectPublicKeyInfoBytes
    let curve = Self.allCases.first { point.count == 1 + 2 * $0.coordinateBytes }
    guard let curve, point.first == 0x04 else { return nil }
    self = curve
  }

  private var coordinateBytes: Int {
    switch self {
    case .p256: 32
    case .p384: 48
    case .p521: 66
    }
  }

  var hash: HashFunction {
    switch self {
    case .p256: .sha256
    case .p384: .sha384
    case .p521: .sha512
    }
  }

  var signatureAlgorithm: Certificate.SignatureAlgorithm {
    switch self {
    case .p256: .ecdsaWithSHA256
    case .p384: .ecdsaWithSHA384
    case .p521: .ecdsaWithSHA512
    }
  }
}
