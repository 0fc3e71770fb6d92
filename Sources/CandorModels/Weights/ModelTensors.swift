import CandorCore
import CandorTensors
import SystemPackage

/// The tensors of a model, in one safetensors file or in several with an index.
public struct ModelTensors: Sendable {
  static let indexName = "model.safetensors.index.json"

  /// A tensor as it is stored.
  struct Stored: Sendable {
    let archive: TensorArchive
    let entry: TensorArchive.Entry
  }

  let stored: [String: Stored]
  /// The file, or the index of files.
  let path: FilePath

  public init(_ archive: TensorArchive) {
    let named = archive.entries.map { ($0.name, Stored(archive: archive, entry: $0)) }
    self.init(Dictionary(named) { first, _ in first }, path: archive.path)
  }

  /// Opens `model.safetensors`, or the files that `model.safetensors.index.json` names.
  ///
  /// - Throws: `notFound` for a missing file; `malformed` for one that is broken; `mismatch` where index
  ///   and files do not belong together.
  public init(folder: FilePath) throws {
    let single = folder.appending(DecoderParameters.fileName)
    let index = folder.appending(Self.indexName)
    guard !FileSystem.exists(single), FileSystem.exists(index) else {
      self.init(try TensorArchive(single))
      return
    }
    let file = index.string
    guard case .object(let object) = try JSONValue.load(index, limit: 1 << 26) else {
      throw CandorError(.malformed, "expected an object", at: .init(file: file))
    }
    var (stored, archives) = ([String: Stored](), [String: TensorArchive]())
    for (name, value) in try object.object("weight_map", in: file).members {
      guard case .string(let shard) = value, let component = FilePath.Component(shard),
        component.kind == .regular
      else {
        throw CandorError(
          .malformed, "expected the name of a file in this folder",
          at: .init(file: file, field: name))
      }
      let archive = try archives[shard] ?? TensorArchive(folder.appending(component))
      archives[shard] = archive
      stored[name] = .init(archive: archive, entry: try Self.entry(name, in: archive, index: file))
    }
    for archive in archives.values {
      if let stranger = archive.entries.first(where: { stored[$0.name] == nil }) {
        throw CandorError(
          .mismatch, "`\(Self.indexName)` does not list this tensor",
          at: .init(file: archive.path.string, field: stranger.name))
      }
    }
    self.init(stored, path: index)
  }

  private init(_ stored: [String: Stored], path: FilePath) {
    self.stored = stored
    self.path = path
  }

  private static func entry(
    _ name: String, in archive: TensorArchive, index: String
  ) throws -> TensorArchive.Entry {
    guard let entry = archive.entry(named: name) else {
      throw CandorError(
        .mismatch, "`\(archive.path.lastComponent?.string ?? "")` has no such tensor",
        at: .init(file: index, field: name))
    }
    return entry
  }
}
