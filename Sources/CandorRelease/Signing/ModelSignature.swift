import CandorCore
import SwiftASN1
import SystemPackage
import X509

/// A file that says who vouches for the files of a model: an OpenSSF Model Signing 1.0 bundle, or a
/// Sigstore bundle over one file.
public struct ModelSignature: Sendable {
  /// Where the signature of a folder, or of a single file, is looked for; it is written to the first.
  package static func places(for path: FilePath) -> [FilePath] {
    FileSystem.isFolder(path)
      ? [path.appending("model.sig")]
      : [".sig", ".sigstore.json"].map { FilePath(path.string + $0) }
  }

  /// Whom to believe.
  public enum Trust: Sendable {
    case nobody
    case key(VerifyingKey)
    case certificates(CertificateTrust)
    case account(KeylessTrust)
  }

  public let path: FilePath
  package let manifest: SignedManifest
  private let bundle: SigstoreBundle

  /// Reads a bundle; whether anybody should believe it is for `judge` to say.
  ///
  /// - Throws: `malformed`, `mismatch`, `unsupported`, `limitExceeded`, `notFound`, `inputOutput`.
  public init(_ path: FilePath) throws {
    try self.init(FileSystem.read(path, limit: SigstoreBundle.limit), from: path)
  }

  init(_ bytes: [UInt8], from path: FilePath) throws {
    self.path = path
    bundle = try SigstoreBundle(bytes, file: path.string)
    switch bundle.content {
    case .file(let file): manifest = SignedManifest(ofFile: file.digest)
    case .envelope(let envelope):
      guard envelope.payloadType == SignedEnvelope.statementType else {
        throw CandorError(
          .unsupported, "the envelope holds `\(envelope.payloadType.prefix(80))`",
          hint: "expected \(SignedEnvelope.statementType)", at: .init(file: path.string))
      }
      manifest = try SignedManifest(statement: envelope.payload, file: path.string)
    }
  }

  /// Whether the signature is by somebody who is trusted.
  public func judge(_ trust: Trust) throws -> SignatureVerdict {
    let (key, signer): (VerifyingKey, String)
    switch (trust, bundle.material.signer) {
    case (.nobody, _): return .unchecked
    case (.key(let given), .publicKey(let hint)):
      let fingerprint = try given.fingerprint.hex
      if let hint, !hint.isEmpty, try !given.hints.contains(hint) {
        return .invalid("it was made with the key \(hint.prefix(64)), not with \(fingerprint)")
      }
      (key, signer) = (given, "key \(fingerprint)")
    case (.certificates(let given), .certificates(let chain)):
      switch try given.judge(chain) {
      case .refused(let reason): return .invalid(reason)
      case .trusted(let trusted, let name): (key, signer) = (trusted, name)
      }
    case (.account(let given), .certificates):
      switch try given.judge(bundle) {
      case .refused(let reason): return .invalid(reason)
      case .trusted(let trusted, let name): (key, signer) = (trusted, name)
      }
    case (.key, .certificates):
      return .invalid(
        "it rests on certificates; name the trusted ones with `--cert`, or whose it is with "
          + "`--identity`")
    case (.certificates, .publicKey), (.account, .publicKey):
      return .invalid("it rests on a key, not on certificates; name the key with `--key`")
    }
    return key.isValidSignature(of: bundle.content)
      ? .valid(signer: signer) : .invalid("it was made with another key, or changed since")
  }
}

/// What can be said of a signature.
public enum SignatureVerdict: Sendable, Equatable {
  case valid(signer: String)
  case invalid(String)
  /// There is one, and nobody said whom to believe.
  case unchecked
  case absent
}

extension ModelSignature {
  /// Signs every file of a folder, or a single file.
  ///
  /// - Parameters:
  ///   - certificates: PEM files, the signer's certificate first; none to sign for a bare key.
  ///   - destination: where the bundle goes; below a folder that is signed, it is left out.
  /// - Returns: what was signed.
  /// - Throws: `malformed` for links and devices in the folder; `mismatch` when the first certificate
  ///   is not of `key`; `notFound`, `inputOutput`.
  /// - Complexity: reads every byte once, on all threads of the pool.
  package static func write(
    of path: FilePath, key: SigningKey, certificates: [FilePath] = [], to destination: FilePath,
    using pool: WorkerPool
  ) throws -> SignedManifest {
    let chain = try PEMFile.certificates(certificates)
    if let leaf = chain.first, VerifyingKey(leaf.publicKey) != key.verifyingKey {
      throw CandorError(
        .mismatch, "the first certificate is not of this key",
        hint: "the signer's own certificate comes first", at: .init(file: certificates[0].string))
    }
    let listing = try FolderListing(path)
    var policy = SignedManifest.Policy()
    policy.ignoredPaths.append(ReleaseFolder.workingFolder)
    if let name = listing.name(of: destination) { policy.ignoredPaths.append(name) }
    let manifest = try SignedManifest(of: listing, policy: policy, using: pool)
    let bundle = try SigstoreBundle.encode(
      key.sign(statement: manifest.statement.canonical()), by: key.verifyingKey,
      certificates: chain.map { try $0.serializeAsPEM().derBytes })
    try AtomicFile.write(bundle.pretty(), to: destination)
    return manifest
  }
}

extension FolderListing {
  /// What `path` is called in this folder; nil where it lies outside.
  package func name(of path: FilePath) -> String? {
    let here = FileSystem.workingFolder() ?? "/"
    let folder = here.pushing(root).lexicallyNormalized()
    var file = here.pushing(path).lexicallyNormalized()
    return file.removePrefix(folder) ? file.string : nil
  }
}
