import CandorCore
import CandorTensors
import SystemPackage

/// The inner workings of a model as its headers show them: every tensor, and what the model would
/// take to run. No weight is read.
public struct ModelAnatomy: Sendable {
  /// How much is stored in one format.
  public struct Share: Sendable {
    public let format: TensorFormat
    public internal(set) var tensors: Int
    public internal(set) var numbers: Int
    public internal(set) var bytes: Int
  }

  /// In the order of the files.
  public let tensors: [TensorArchive.Entry]
  public let files: Int
  /// By format, the largest first.
  public let shares: [Share]
  /// What the files call the architecture; nil where they do not say.
  public let architecture: String?
  /// Nil for what this program cannot compute.
  public let configuration: DecoderConfiguration?
  /// Whether the output layer is the embedding: by the configuration, or because no tensor is called
  /// as output layers are. Nil where no tensor is called as embeddings are.
  public let tiedEmbeddings: Bool?
  /// Why there is no configuration.
  public let obstacle: String?
  /// Of each tensor; nil for tensors of whole numbers, and none at all unless they were asked for.
  public let statistics: [TensorStatistics?]
  /// Positions for which memory is given.
  public let context: Int
  public let memory: MemoryRequirement?

  /// Bytes of all tensors as they are stored.
  public var bytes: Int { shares.reduce(0) { $0 + $1.bytes } }

  /// Numbers of all tensors, scales of blocks among them.
  public var numbers: Int { shares.reduce(0) { $0 + $1.numbers } }

  /// - Parameters:
  ///   - path: a model folder, a safetensors file or its index, or a GGUF file.
  ///   - context: positions to keep; nil for all that the model has.
  ///   - arithmetic: with which to read all numbers; nil to read only headers.
  /// - Throws: as `TensorArchive.init`; `limitExceeded` for a context without a size.
  /// - Complexity: O(headers), or one pass over the files.
  public init(
    _ path: FilePath, context: Int? = nil, statisticsBy arithmetic: Arithmetic? = nil
  ) throws {
    let archive = try TensorArchive(path)
    statistics =
      arithmetic.map { arithmetic in
        archive.entries.map { archive.statistics(of: $0, with: arithmetic) }
      } ?? []
    tensors = archive.entries
    files = archive.files.count
    shares = Self.shares(of: archive.entries)
    let folder = FileSystem.isFolder(path) ? path : path.removingLastComponent()
    var configuration: DecoderConfiguration?
    var obstacle: String?
    do {
      if let metadata = archive.metadata {
        configuration = try DecoderConfiguration(gguf: archive, metadata)
      } else if FileSystem.exists(folder.appending(DecoderConfiguration.fileName)) {
        configuration = try DecoderConfiguration(folder: folder)
      } else {
        obstacle = "there is no `\(DecoderConfiguration.fileName)` beside it"
      }
    } catch let error as CandorError {
      obstacle = error.message
    }
    self.configuration = configuration
    self.obstacle = obstacle
    let names = [
      "model.embed_tokens.weight": "lm_head.weight", "token_embd.weight": "output.weight",
    ]
    let head = names.first { archive.entry(named: $0.key) != nil }?.value
    tiedEmbeddings =
      configuration?.tiedEmbeddings ?? head.map { archive.entry(named: $0) == nil }
    architecture =
      try archive.metadata.map { try $0.value("general.architecture") }
      ?? configuration?.family.rawValue
    let positions = context ?? configuration?.contextLength ?? 0
    self.context = positions
    memory = try configuration.map { configuration in
      let family = configuration.family
      return try MemoryRequirement(
        configuration, of: archive,
        archive.metadata == nil ? family.definition.conventions : .gguf(family), context: positions)
    }
  }

  private static func shares(of entries: [TensorArchive.Entry]) -> [Share] {
    var shares: [TensorFormat: Share] = [:]
    for entry in entries {
      var share =
        shares[entry.format] ?? Share(format: entry.format, tensors: 0, numbers: 0, bytes: 0)
      share.tensors += 1
      share.numbers += entry.count
      share.bytes += entry.range.count
      shares[entry.format] = share
    }
    return shares.values.sorted { ($1.bytes, $0.format.rawValue) < ($0.bytes, $1.format.rawValue) }
  }
}
