import CandorCore
import CandorModels
import CandorTensors
import CandorText
import SystemPackage

/// Tokenizers for benchmarks and comparisons.
enum TokenizerSource {
  /// Reads a GGUF file, or a folder with `model.gguf` or else `tokenizer.json`.
  static func load(_ path: String) throws -> Tokenizer {
    let folder = FilePath(path)
    let file = path.hasSuffix(".gguf") ? folder : folder.appending("model.gguf")
    guard FileSystem.exists(file), let metadata = try TensorArchive(file).metadata else {
      return try Tokenizer.load(folder: folder)
    }
    return try Tokenizer(metadata, file: file.string)
  }
}
