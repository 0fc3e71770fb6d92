import Crypto

/// The digests of signatures by others (FIPS 180-4); Candor's own are `Digest`s. The raw values are the
/// names in `sigstore_common.proto`.
package enum HashFunction: String, Sendable {
  case sha256 = "SHA2_256"
  case sha384 = "SHA2_384"
  case sha512 = "SHA2_512"

  package func digest(of bytes: [UInt8]) -> [UInt8] {
    switch self {
    case .sha256: Array(SHA256.hash(data: bytes))
    case .sha384: Array(SHA384.hash(data: bytes))
    case .sha512: Array(SHA512.hash(data: bytes))
    }
  }
}
