import Crypto

extension Digest {
  /// Whether `signature` is over the bytes that have this digest, without the bytes.
  ///
  /// - Parameters:
  ///   - signature: ECDSA on P-256, in DER (FIPS 186-5).
  ///   - point: the public key: `04` and two coordinates (SEC 1, section 2.3.3).
  package func hasValidSignature(_ signature: [UInt8], by point: [UInt8]) -> Bool {
    guard let key = try? P256.Signing.PublicKey(x963Representation: point),
      let signature = try? P256.Signing.ECDSASignature(derRepresentation: signature)
    else { return false }
    return key.isValidSignature(signature, for: ComputedDigest(bytes: bytes))
  }
}

/// A digest as the library for signatures takes it, which makes its own only from the bytes.
private struct ComputedDigest: Crypto.Digest {
  static let byteCount = 32
  let bytes: [UInt8]

  var description: String { "\(bytes)" }

  func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
    // SAFETY: the pointer is used only inside the closure, while the array is alive.
    try unsafe bytes.withUnsafeBytes(body)
  }
}
