import CandorContainers
import CandorCore

/// What lists want of files.
struct FileTraits: OptionSet, Sendable {
  let rawValue: Int

  static let digests = FileTraits(rawValue: 1)
  static let pictures = FileTraits(rawValue: 2)
}

/// What lists want of a file that comes piece by piece.
struct FileIntake {
  private let wanted: FileTraits
  private let limit: Int
  private var md5 = MD5Builder()
  private var sha256 = DigestBuilder()
  private var picture: [UInt8] = []
  /// nil before the first bytes.
  private var isPicture: Bool?

  /// - Parameter limit: the most bytes of a picture.
  init(_ wanted: FileTraits, limit: Int) {
    self.wanted = wanted
    self.limit = limit
  }

  /// A file that is there as a whole.
  static func take(_ bytes: [UInt8], _ wanted: FileTraits, into record: inout Record) {
    guard !wanted.isEmpty else { return }
    var file = FileIntake(wanted, limit: bytes.count)
    file.update(bytes)
    try? file.finish(into: &record)
  }

  /// - Parameter bytes: the first ones are enough to tell a picture by, or all of the file.
  mutating func update(_ bytes: [UInt8]) {
    if wanted.contains(.digests) {
      md5.update(bytes.span.rawBytes)
      sha256.update(bytes.span.rawBytes)
    }
    guard wanted.contains(.pictures) else { return }
    let isPicture = self.isPicture ?? (PictureFormat(bytes) != nil)
    self.isPicture = isPicture
    // One byte more than the limit tells that it is passed.
    if isPicture { picture += bytes.prefix(limit + 1 - picture.count) }
  }

  /// - Throws: `tooLong` for a picture beyond the limit.
  func finish(into record: inout Record) throws(Unreadable) {
    guard picture.count <= limit else { throw .tooLong }
    if wanted.contains(.digests) {
      record.append(
        FileKeys(md5: ListKey(bits: md5.finalize()), sha256: ListKey(sha256.finalize())))
    }
    if isPicture == true { record.append(picture: picture) }
  }
}
