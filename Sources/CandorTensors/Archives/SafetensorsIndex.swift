import CandorCore
import SystemPackage

/// `model.safetensors.index.json`: which shard of a model holds which tensor.
///
/// Source: the sharded checkpoints of Hugging Face transformers
enum SafetensorsIndex {
  static let suffix = ".safetensors.index.json"
  static let fileName = "model\(suffix)"

  /// Larger indices than this are refused; that of a model of 91 000 tensors takes 9 MB.
  static let limit = 100 << 20

  /// Tensors and the names of their files, which stand beside the index.
  static func read(_ path: FilePath) throws -> [(tensor: String, file: String)] {
    func malformed(_ message: String, _ field: String) -> CandorError {
      CandorError(.malformed, message, at: .init(file: path.string, field: field))
    }
    guard case .object(let object) = try JSONValue.load(path, limit: limit),
      case .object(let map)? = object["weight_map"]
    else { throw malformed("there is no object of this name", "weight_map") }
    return try map.members.map { tensor, value in
      guard case .string(let file) = value else {
        throw malformed("the name of a file is no string", tensor)
      }
      guard let name = FilePath.Component(file), name.kind == .regular, name.string == file else {
        throw malformed("`\(file)` is not the name of a file beside the index", tensor)
      }
      return (tensor, file)
    }
  }
}

extension TensorArchive {
  /// Opens the shards that an index names; they hold the tensors it lists and no others.
  convenience init(shards index: FilePath) throws {
    let listed = try SafetensorsIndex.read(index)
    let names = Set(listed.map(\.file)).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let folder = index.removingLastComponent()
    let files = try names.map { try MappedFile(folder.appending($0)) }
    let entries = try files.map { try SafetensorsHeader($0).entries }
    try self.init(index, files: files, entries: entries)
    func mismatch(_ message: String, _ file: FilePath, _ tensor: String) -> CandorError {
      CandorError(
        .mismatch, message, hint: "the files may belong to different models",
        at: .init(file: file.string, field: tensor))
    }
    for (tensor, file) in listed {
      guard let entry = entry(named: tensor), names[entry.part] == file else {
        throw mismatch("`\(file)` has no such tensor", index, tensor)
      }
    }
    guard listed.count == self.entries.count else {
      let listed = Set(listed.map(\.tensor))
      let stranger = self.entries.first { !listed.contains($0.name) }
      throw mismatch(
        "the index does not list this tensor", stranger.map(path(of:)) ?? index,
        stranger?.name ?? "weight_map")
    }
  }
}
