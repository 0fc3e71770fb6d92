import CandorCore
import CandorRelease
import SystemPackage

/// Whom signatures are held against.
enum FuzzTrust {
  /// - Parameter folder: has `key.pem`, `root.crt` and `trusted_root.json`.
  static func all(for reader: FuzzedReader, in folder: FilePath) throws -> [ModelSignature.Trust] {
    switch reader {
    case .bundle:
      [
        .key(try VerifyingKey(folder.appending("key.pem"))),
        .certificates(try CertificateTrust([folder.appending("root.crt")])),
      ]
    case .keyless:
      [
        .account(
          KeylessTrust(
            identity: "maker@example.org", issuer: "https://accounts.example.org",
            root: try TrustedRoot(folder.appending("trusted_root.json"))))
      ]
    default: []
    }
  }
}
