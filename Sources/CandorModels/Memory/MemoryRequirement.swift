import CandorCore
import CandorTensors

/// The memory that a model takes, known from its configuration alone, before anything is allocated.
public struct MemoryRequirement: Sendable, Hashable {
  /// Numbers that the model has learned.
  public let parameters: Int
  /// Bytes of weights, laid out for products.
  public let weights: Int
  /// Bytes of keys and values.
  public let cache: Int
  /// Bytes of the forward pass.
  public let workspace: Int

  public var total: Int { weights + cache + workspace }

  /// - Parameters:
  ///   - format: how each matrix is stored; vectors are binary32.
  ///   - context: positions whose keys and values are kept.
  ///   - chunk: rows that go through the layers at once.
  /// - Throws: `limitExceeded` for a model that no machine can address.
  public init(
    _ configuration: DecoderConfiguration, context: Int, chunk: Int = 128,
    format: (DecoderTensor) -> WeightFormat
  ) throws {
    var (numbers, bytes) = (Int128(0), Int128(0))
    for tensor in configuration.tensors {
      let shape = configuration.shape(of: tensor) ?? []
      let count = shape.reduce(Int128(1)) { $0 * Int128($1) }
      numbers += count
      guard shape.count > 1 else {
        bytes += 4 * count
        continue
      }
      let (outputs, inputs) = (shape[shape.count - 2], shape[shape.count - 1])
      bytes +=
        Int128(format(tensor).byteCount(outputs: outputs, inputs: inputs))
        * (count / Int128(outputs * inputs))
    }
    let cache = KeyValueCache.byteCount(configuration, positions: context, atOnce: chunk)
    let workspace = Int128(DecoderWorkspace.bytesPerRow(configuration)) * Int128(chunk)
    guard let parameters = Int(exactly: numbers),
      Int(exactly: bytes + cache + workspace) != nil
    else {
      throw CandorError(.limitExceeded, "the model has \(numbers) parameters, which have no size")
    }
    self.parameters = parameters
    (weights, self.cache, self.workspace) = (Int(bytes), Int(cache), Int(workspace))
  }

  /// The memory of a model whose matrices are laid out as they are stored.
  init(
    _ configuration: DecoderConfiguration, of archive: TensorArchive,
    _ conventions: TensorConventions, context: Int
  ) throws {
    try self.init(configuration, context: context) { tensor in
      // Of experts with a tensor each, the first stands for all.
      let name = conventions[tensor].replacing("*", with: "0")
      return archive.entry(named: name).flatMap { WeightFormat($0.format) } ?? .dense(.float32)
    }
  }

  /// Refuses a model that does not fit, with the exact figures.
  ///
  /// - Throws: `unavailable`.
  public func check(against available: Int, file: String) throws {
    guard total > available else { return }
    throw CandorError(
      .unavailable,
      "the model takes \(total) bytes (\(weights) of weights, \(cache) of keys and values, "
        + "\(workspace) of working memory) and this machine has \(available)",
      hint: "use a quantised or a smaller model, or a shorter context", at: .init(file: file))
  }
}
