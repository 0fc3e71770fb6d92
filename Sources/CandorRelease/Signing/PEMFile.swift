import CandorCore
import SwiftASN1
import SystemPackage
import X509

/// Files of keys and certificates between `-----BEGIN` and `-----END` lines (RFC 7468).
enum PEMFile {
  private static let limit = 1 << 20

  /// What stands in the file; at least one.
  ///
  /// - Throws: `malformed`, `notFound`, `inputOutput`.
  static func documents(_ path: FilePath) throws -> [PEMDocument] {
    let text = String(decoding: try FileSystem.read(path, limit: limit), as: UTF8.self)
    let documents = try? PEMDocument.parseMultiple(pemString: text)
    guard let documents, !documents.isEmpty else {
      throw CandorError(
        .malformed, "this is not a PEM file",
        hint: "it has a line `-----BEGIN …-----`; `openssl` writes it with `-outform PEM`",
        at: .init(file: path.string))
    }
    return documents
  }

  /// The certificates of several files, in their order.
  ///
  /// - Throws: as `documents`.
  static func certificates(_ paths: [FilePath]) throws -> [Certificate] {
    try paths.flatMap { path in
      try documents(path).map { document in
        guard let certificate = try? Certificate(pemDocument: document) else {
          throw CandorError(
            .malformed, "`\(document.discriminator)` is no certificate that can be read",
            at: .init(file: path.string))
        }
        return certificate
      }
    }
  }
}
