import CandorCore
import CandorInspection
import CandorRelease
import SystemPackage

/// A new empty folder, removed with everything in it when the test lets go of it.
final class Scratch: Sendable {
  let path: FilePath

  init() throws {
    path = FilePath("/tmp/candor-inspection-\(String(UInt64.random(in: .min ... .max), radix: 36))")
    try FileSystem.createDirectory(path)
  }

  deinit { try? FileSystem.remove(path) }

  @discardableResult
  func write(_ name: String, _ text: String) throws -> FilePath {
    try write(name, Array(text.utf8))
  }

  @discardableResult
  func write(_ name: String, _ bytes: [UInt8]) throws -> FilePath {
    let place = name.split(separator: "/").reduce(into: path) { $0.append(String($1)) }
    try FileSystem.createDirectory(place.removingLastComponent())
    let file = try FileDescriptor.open(
      place, .writeOnly, options: [.create, .truncate], permissions: .ownerReadWrite)
    try file.closeAfter { _ = try file.writeAll(bytes) }
    return place
  }

  func inspect(_ role: InspectionPath.Role = .unstated) throws -> Inspection {
    try Inspection([InspectionPath(path, role)])
  }
}

extension Inspection {
  /// The state of a piece.
  subscript(piece: Piece) -> PieceStatus? { pieces.first { $0.piece == piece }?.status }
}
