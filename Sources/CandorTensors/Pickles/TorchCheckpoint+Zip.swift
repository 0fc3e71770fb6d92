import CandorCore
import SystemPackage

/// The form since PyTorch 1.6: a zip file of one pickle and a file for each storage, nothing packed.
extension TorchCheckpoint {
  /// Beside the pickle and the storages.
  private static let knownNames: Set<String> = [
    "data.pkl", "version", "byteorder", ".format_version", ".storage_alignment",
    ".data/serialization_id",
  ]

  static func zip(_ file: MappedFile) throws -> Self {
    let archive = try ZipArchive(file)
    if let defect = archive.defects.first {
      throw file.malformed(defect.what, field: defect.name)
    }
    guard let pickle = archive.entries.first(where: { $0.name.hasSuffix("/data.pkl") }) else {
      throw file.malformed("there is no `data.pkl`: this is a zip file of something else")
    }
    let prefix = String(pickle.name.dropLast("data.pkl".count))
    var storages: [String: Range<Int>] = [:]
    for entry in archive.entries {
      guard entry.method == 0, entry.name.hasPrefix(prefix) else {
        throw file.malformed("an entry that is packed or lies elsewhere", field: entry.name)
      }
      let name = String(entry.name.dropFirst(prefix.count))
      if name.hasPrefix("code/") || name == "constants.pkl" {
        // TorchScript: `torch.load` hands such files to its compiler.
        return .init(.executable(["torch.jit.load"]))
      }
      if name.hasPrefix("data/") {
        storages[String(name.dropFirst("data/".count))] = entry.range
      } else if name == "byteorder", file.string(entry.range) != "little" {
        throw file.malformed("its numbers are not little endian", field: entry.name)
      } else if !knownNames.contains(name) {
        throw file.malformed("an entry that is no part of a checkpoint", field: entry.name)
      }
    }
    guard pickle.size <= pickleLimit else {
      throw CandorError(.limitExceeded, "the pickle has \(pickle.size) bytes")
    }
    let bytes = file.array(pickle.range)
    let start = pickle.range.lowerBound
    var machine = PickleMachine(PickleReader(bytes, start: start, file: file.path.string))
    let description: PickleDescription
    var end = 0
    do {
      description = try machine.run()
      end = machine.reader.position
      guard end == bytes.count else { throw machine.reader.malformed("bytes follow the pickle") }
    } catch let error as CandorError {
      return refusal(error, bytes, at: end, file: file.path.string)
    }
    return try inert(description) { storages[$0.key] }
  }

  /// The checkpoint of a pickle that was read to its end.
  static func inert(
    _ description: PickleDescription, _ place: (TorchStorage) -> Range<Int>?
  ) throws -> Self {
    var places: [TorchStorage: Range<Int>] = [:]
    for storage in description.storages where places[storage] == nil {
      guard let range = place(storage), range.count == storage.byteCount else {
        throw CandorError(
          .malformed, "storage `\(storage.key)` does not have its \(storage.byteCount) bytes")
      }
      places[storage] = range
    }
    return .init(.inert, tensors: try description.namedTensors(), storages: places)
  }
}
