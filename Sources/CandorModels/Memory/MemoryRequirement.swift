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
    try self.init(configuration, context: context, chunk: chunk) { tensor, count in
      [(format(tensor), count)]
    }
  }

  /// The memory of a model whose matrices are laid out as they are stored; those of eight bits, whose
  /// numbers are products with their scales, are laid out in binary32.
  init(
    _ configuration: DecoderConfiguration, of archive: TensorArchive,
    _ conventions: TensorConventions, context: Int
  ) throws {
    try self.init(configuration, context: context, chunk: 128) { tensor, _ in
      var counts: [WeightFormat: Int] = [:]
      for place in conventions.places(of: tensor, in: configuration) {
        let stored = archive.entry(named: place.name).flatMap { WeightFormat($0.format) }
        counts[stored ?? .dense(.float32), default: 0] += 1
      }
      return counts.map { ($0.key, $0.value) }
    }
  }

  /// - Parameter formats: how many of a tensor's matrices have which format, given how many there are.
  private init(
    _ configuration: DecoderConfiguration, context: Int, chunk: Int,
    formats: (DecoderTensor, Int) -> [(WeightFormat, Int)]
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
      for (format, count) in formats(tensor, shape.dropLast(2).first ?? 1) {
        bytes += Int128(format.byteCount(outputs: outputs, inputs: inputs)) * Int128(count)
      }
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
