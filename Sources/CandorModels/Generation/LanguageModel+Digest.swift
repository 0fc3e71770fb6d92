import CandorCore
import CandorTensors
import SystemPackage

extension LanguageModel {
  /// Bytes of a file that are hashed as one.
  private static let digestedPart = 8 << 20

  /// What a model's logits come from, as one digest: SHA-256 of the digests of all parts of 8 MiB of its
  /// `config.json`, if it is a folder, and of the files that hold its tensors.
  ///
  /// - Throws: as `TensorArchive.init`.
  /// - Complexity: O(bytes), on all threads.
  public static func digest(of path: FilePath, arithmetic: Arithmetic) throws -> Digest {
    var files = try TensorArchive(path).files
    if FileSystem.isFolder(path) {
      files.insert(try MappedFile(path.appending(DecoderConfiguration.fileName)), at: 0)
    }
    var builder = DigestBuilder()
    for file in files {
      let parts = (file.count + digestedPart - 1) / digestedPart
      let digests = arithmetic.pool.map(parts) { part in
        let range = (part * digestedPart)..<min(file.count, (part + 1) * digestedPart)
        let digest = Digest(of: file.bytes.extracting(range))
        file.release(range)
        return digest
      }
      for digest in digests { builder.update(digest.bytes) }
    }
    return builder.finalize()
  }
}
