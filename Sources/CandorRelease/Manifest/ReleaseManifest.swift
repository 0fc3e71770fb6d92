import CandorCore
import SystemPackage

/// `release.yaml`: what people say about a release and its seven pieces.
///
/// What the tool measured is in `ReleaseLock`. The format is specified in `docs/release-format.md`.
public struct ReleaseManifest: Sendable, Equatable {
  public static let fileName = "release.yaml"
  public static let format = "candor.release/1"

  public var name: String
  public var version: String
  public var description: String
  /// What holds for the licences of all pieces together.
  public var licenceNotes: String?
  /// In the order of `Piece.allCases`.
  public var pieces: [(piece: Piece, entry: PieceEntry)]

  public subscript(piece: Piece) -> PieceEntry? { pieces.first { $0.piece == piece }?.entry }

  /// Reads the manifest of a release.
  ///
  /// - Throws: `malformed` with file, line and key; `unsupported` for another format version;
  ///   `notFound` when there is none.
  public init(in folder: FilePath) throws {
    try self.init(StrictMapping(file: folder.appending(Self.fileName)))
  }

  package init(_ map: StrictMapping) throws {
    let format = try map.string("format")
    guard format == Self.format else {
      throw CandorError(
        .unsupported, "the format is `\(format.prefix(80))`; this program reads `\(Self.format)`",
        at: map.location(of: "format"))
    }
    name = try map.string("name", maximumBytes: 200)
    version = try map.string("version", maximumBytes: 100)
    description = try map.string("description")
    licenceNotes = try map.optionalString("licenceNotes")
    let entries = try map.mapping("pieces")
    pieces = try Piece.allCases.map { ($0, try PieceEntry(entries.mapping($0.rawValue))) }
    try map.finish()
  }

  public static func == (left: Self, right: Self) -> Bool {
    left.name == right.name && left.version == right.version
      && left.description == right.description && left.licenceNotes == right.licenceNotes
      && left.pieces.elementsEqual(right.pieces, by: ==)
  }

  /// Every path the manifest names, in the order of the pieces.
  package var paths: [ReleasePath] {
    pieces.flatMap { _, entry in
      entry.paths + entry.licenceTexts + (entry.card.map { [$0] } ?? [])
    }
  }
}
