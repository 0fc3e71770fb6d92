import CandorCore
import CandorRelease
import SystemPackage

/// Whom signatures are held against.
enum FuzzTrust {
  /// - Parameter folder: has `key.pem` and `root.crt`.
  static func all(in folder: FilePath) throws -> [ModelSignature.Trust] {
    [
      .key(try VerifyingKey(folder.appending("key.pem"))),
      .certificates(try CertificateTrust([folder.appending("root.crt")])),
    ]
  }
}
