import CandorAudit
import CandorCore
import SystemPackage

/// The hash and quality of each picture of a folder, or why it has none, for Tests/Oracles/picture_hashes.py.
struct PictureReading {
  let folder: String

  func run() throws {
    for (name, bytes) in try Self.pictures(in: FilePath(folder)) {
      var object: JSONObject = ["name": .string(name)]
      do {
        let picture = try PictureHash(bytes, limits: AuditLimits())
        object["hash"] = .string(picture.hash.hexadecimal)
        object["quality"] = .integer(Int64(picture.quality))
      } catch let reason as Unreadable {
        object["reason"] = .string(reason.rawValue)
      }
      print(String(decoding: JSONValue.object(object).canonical(), as: UTF8.self))
    }
  }

  /// The files of a folder by their names.
  static func pictures(in folder: FilePath) throws -> [(name: String, bytes: [UInt8])] {
    try FileSystem.list(folder).map { ($0, try FileSystem.read(folder.appending($0))) }
  }
}
