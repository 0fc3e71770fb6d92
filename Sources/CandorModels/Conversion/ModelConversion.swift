import CandorCore
import CandorTensors
import SystemPackage

/// A model in another format: a GGUF file out of a folder or of another GGUF file, or a folder.
///
/// The result is a function of the source's bytes and the mix. It names its source by digest.
public struct ModelConversion: Sendable {
  /// A file and the SHA-256 of its bytes.
  public struct File: Sendable, Hashable {
    public let name: String
    public let digest: Digest

    init(_ path: FilePath) throws {
      name = path.lastComponent?.string ?? path.string
      digest = try Digest.ofFile(path)
    }
  }

  public let source: [File]
  public let result: [File]
  public let bytes: Int
  /// How many tensors have each format, by its name.
  public let formats: [String: Int]
  /// Whether tensors were quantised that had been quantised before.
  public let isRequantised: Bool
  /// Why the tokenizer could not be said in the words that all readers of GGUF files know; nil where it
  /// was.
  public let tokenizerNote: String?

  /// Converts the model at `path`. A result whose name ends in `.gguf` is such a file; any other is a
  /// folder of Hugging Face transformers. It appears only when it is complete.
  ///
  /// - Parameter progress: called with the share that is done, 0…1.
  /// - Throws: `nonFinite` naming the tensor with a number that is not finite or that the format cannot
  ///   hold; `unsupported`, by name, for what the other format cannot say, and for blocks in a folder;
  ///   `usage` for a folder that holds something; `interrupted`; as `TensorArchive` and
  ///   `LanguageModel`.
  public init(
    _ path: FilePath, to output: FilePath, _ mix: WeightMix, arithmetic: Arithmetic,
    progress: (Double) -> Void = { _ in }
  ) throws {
    let writesGGUF = output.lastComponent?.string.hasSuffix(".gguf") == true
    let archive = try TensorArchive(path)
    if writesGGUF, let metadata = archive.metadata {
      self = try Self.requantising(
        archive, metadata, to: output, mix, arithmetic: arithmetic, progress)
      return
    }
    guard archive.metadata != nil || FileSystem.isFolder(path) else {
      throw CandorError(
        .unsupported, "a file of tensors alone is no model",
        hint: "name the folder that it is in", at: .init(file: path.string))
    }
    let model = try ModelContents(path, arithmetic: arithmetic)
    self =
      writesGGUF
      ? try Self.joining(model, to: output, mix, arithmetic, progress)
      : try Self.unfolding(model, to: output, mix, arithmetic, progress)
  }

  init(
    source: [File], result: [FilePath], _ plan: [TensorArchiveWriter.Description],
    isRequantised: Bool = false, tokenizerNote: String? = nil
  ) throws {
    self.source = source
    self.result = try result.map(File.init)
    self.isRequantised = isRequantised
    self.tokenizerNote = tokenizerNote
    bytes = try result.reduce(0) { try $0 + FileSystem.size($1) }
    formats = plan.reduce(into: [:]) { $0[$1.format.rawValue, default: 0] += 1 }
  }
}
