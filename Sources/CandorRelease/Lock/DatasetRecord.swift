import CandorCore

/// What the lock knows of the dataset the parameters were made from.
public struct DatasetRecord: Sendable, Equatable {
  /// The number of documents.
  public var documents: Int
  /// The digest of the ordered documents.
  public var digest: Digest
  /// The files of the release that hold them, in the order in which they are read.
  public var files: [ReleasePath]

  public init(documents: Int, digest: Digest, files: [ReleasePath]) {
    (self.documents, self.digest, self.files) = (documents, digest, files)
  }
}
