/// What an audit holds in memory, and where it stops unpacking.
public struct AuditLimits: Sendable, Equatable {
  /// The longest record, in bytes; a longer one is unreadable and read past.
  public var recordBytes = 32 << 20

  /// The most bytes of history that a packed file may ask for; what asks for more is unreadable. They
  /// are taken as they fill, so that the ratio below bounds what a small file takes.
  public var windowBytes = 1 << 31

  /// Plain files are cut every so many bytes, and the pieces read side by side.
  public var pieceBytes = 16 << 20

  /// The most bytes unpacked for each packed byte, once 64 MiB have come out of a file; what is
  /// packed tighter is unreadable. Deflate reaches 1,032, English text 10.
  public var unpackedRatio = 200

  /// What was found in so many bytes on disk is kept at a time, where it is kept (``AuditJournal``).
  public var journalBytes = 64 << 20

  /// The longest file that is decoded as a picture, and the most pixels of one; a larger picture is
  /// unreadable. They bound what a thread holds for it.
  public var pictureBytes = 128 << 20
  public var picturePixels = 64 << 20

  /// Of each rule, the places of its first so many findings are kept; the counts are exact.
  public var placesPerRule = 1000

  public init() {}
}
