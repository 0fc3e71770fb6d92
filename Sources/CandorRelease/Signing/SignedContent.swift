import CandorCore

/// What a bundle's signature is over.
enum SignedContent: Sendable, Equatable {
  /// A statement about files.
  case envelope(SignedEnvelope)
  /// The bytes of one file.
  case file(SignedFile)

  /// An ECDSA signature in DER.
  var signature: [UInt8] {
    switch self {
    case .envelope(let envelope): envelope.signature
    case .file(let file): file.signature
    }
  }

  /// The digest of what was signed; nil where only another one is known.
  func digest(_ hash: HashFunction) -> [UInt8]? {
    switch self {
    case .envelope(let envelope): hash.digest(of: envelope.preAuthenticationEncoding)
    case .file(let file): hash == .sha256 ? file.digest.bytes : nil
    }
  }
}

/// A signature over a file itself, as `cosign sign-blob` and `sigstore sign` make them.
struct SignedFile: Sendable, Equatable {
  /// Of the file, by the word of the bundle: that the signature is over it, and that the file has it, are
  /// both to be checked.
  let digest: Digest
  let signature: [UInt8]
}
