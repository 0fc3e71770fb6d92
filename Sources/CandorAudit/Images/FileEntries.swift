import CandorCore
import SystemPackage

/// The entries of a list that are made from files themselves.
struct FileEntries {
  private(set) var keys: [ListKey] = []
  private(set) var hashes: [PDQHash] = []

  /// - Parameter kind: of keys of files.
  /// - Throws: `malformed` with the name of a file that cannot be an entry; `notFound`, `inputOutput`; `unavailable`
  ///   where the system lacks a decoder.
  init(of folder: FilePath, _ kind: ListHeader.Keys) throws {
    let listing = try AuditListing([folder], takingAll: true)
    if let skipped = listing.skipped.first {
      throw CandorError(
        .malformed, "this cannot be read: \(skipped.reason)",
        at: .init(file: folder.appending(skipped.name).string))
    }
    for file in listing.files {
      try Interruption.check()
      try add(file, kind)
    }
  }

  private mutating func add(_ file: AuditFile, _ kind: ListHeader.Keys) throws {
    let limits = AuditLimits()
    var intake = FileIntake(kind == .pdq ? .pictures : .digests, limit: limits.pictureBytes)
    var chunks = try FileChunks(file.path)
    while let chunk = try chunks.next() { intake.update(chunk) }
    var record = Record()
    do {
      try intake.finish(into: &record)
      keys += record.files.map { kind == .fileMD5 ? $0.md5 : $0.sha256 }
      guard kind == .pdq else { return }
      guard let picture = record.pictures.first else {
        throw refusal(of: file, "this is no picture")
      }
      let hash = try PictureHash(picture, limits: limits)
      guard hash.isTelling, hash.hash.isTelling else {
        throw refusal(
          of: file, "there is too little on this picture to know it by: quality \(hash.quality)")
      }
      hashes.append(hash.hash)
    } catch let reason as Unreadable {
      throw refusal(of: file, reason.rawValue)
    }
  }

  private func refusal(of file: AuditFile, _ message: String) -> CandorError {
    CandorError(
      .malformed, message, hint: "leave it out", at: .init(file: file.path.string))
  }
}
