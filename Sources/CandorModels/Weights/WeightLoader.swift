import CandorCore
import CandorTensors
import SystemPackage

/// Finds the tensors of a decoder among those of a model's files, checks all of them, and lays them
/// out one after another.
struct WeightLoader {
  let tensors: TensorArchive
  let configuration: DecoderConfiguration
  let conventions: TensorConventions
  let arithmetic: Arithmetic

  init(
    _ tensors: TensorArchive, _ configuration: DecoderConfiguration, _ arithmetic: Arithmetic,
    conventions: TensorConventions? = nil
  ) {
    self.tensors = tensors
    self.configuration = configuration
    self.arithmetic = arithmetic
    self.conventions = conventions ?? configuration.family.definition.conventions
  }

  /// - Throws: `mismatch`, naming the tensor, when one is missing, superfluous, or of another type or
  ///   shape; `unavailable` without the memory.
  func load() throws -> PackedWeights {
    let wanted = configuration.tensors
    try check(wanted)
    try MemoryRequirement(configuration, of: tensors, conventions, context: 1)
      .check(against: SystemMemory.physicalBytes, file: tensors.path.string)
    var vectors: [DecoderTensor: [Float]] = [:]
    var matrices: [DecoderTensor: [WeightMatrix]] = [:]
    for tensor in wanted {
      if configuration.shape(of: tensor)?.count == 1 {
        vectors[tensor] = try vector(tensor)
      } else {
        matrices[tensor] = try self.matrices(tensor)
      }
    }
    let names = Dictionary(wanted.map { ($0, conventions[$0]) }) { first, _ in first }
    return PackedWeights(vectors: vectors, matrices: matrices, names: names)
  }

  // MARK: What is stored

  /// The stored tensors that make up a tensor, and their shape.
  private func parts(of tensor: DecoderTensor) -> (names: [String], shape: [Int]) {
    let (name, shape) = (conventions[tensor], configuration.shape(of: tensor) ?? [])
    guard shape.count == 3 else { return ([name], shape) }
    if let star = name.firstIndex(of: "*") {
      let (before, after) = (name[..<star], name[name.index(after: star)...])
      return ((0..<shape[0]).map { "\(before)\($0)\(after)" }, Array(shape[1...]))
    }
    // Keys and values of latent attention stand together, head by head.
    guard let latent = configuration.latent else { return ([name], shape) }
    return ([name], [shape[0] * (latent.plainSize + latent.valueSize), latent.rank])
  }

  private func check(_ wanted: [DecoderTensor]) throws {
    var names: Set<String> = []
    for tensor in wanted {
      let (parts, shape) = parts(of: tensor)
      for name in parts {
        try check(name, shape: shape)
        names.insert(name)
      }
    }
    let strangers = tensors.entries.map(\.name).filter { !names.contains($0) && !isUnused($0) }
    if let stranger = strangers.min() {
      throw mismatch(
        stranger, "the model has no such tensor",
        hint: nearest(stranger, among: names.sorted()).map { "it has `\($0)`" })
    }
  }

  /// Whether a stored tensor belongs to a layer that is not used, or can be computed from others.
  private func isUnused(_ name: String) -> Bool {
    if name.hasSuffix(".rotary_emb.inv_freq") || name == DecoderConfiguration.rotaryDivisors {
      return true
    }
    if configuration.tiedEmbeddings && name == conventions.head { return true }
    guard name.hasPrefix(conventions.layerPrefix) else { return false }
    let digits = name.dropFirst(conventions.layerPrefix.count).prefix { $0 != "." }
    let beyond = configuration.layers..<(configuration.layers + configuration.unusedLayers)
    return Int(digits).map(beyond.contains) ?? false
  }

  private func check(_ name: String, shape: [Int]) throws {
    guard let entry = tensors.entry(named: name) else {
      throw mismatch(name, "the file has no such tensor", hint: "the model needs it")
    }
    let isMatrix = shape.count > 1
    guard isMatrix ? WeightFormat(entry.format) != nil : DenseFormat(entry.format) != nil else {
      throw mismatch(
        name, "its elements are \(entry.format.rawValue)",
        hint: "F32, BF16 and F16 can be computed with"
          + (isMatrix ? ", and the blocks of GGUF files" : ""))
    }
    guard entry.shape == shape else {
      throw mismatch(
        name, "its shape is \(entry.shape) where \(shape) is expected",
        hint: "`\(DecoderConfiguration.fileName)` may belong to another model")
    }
  }

  private func mismatch(_ name: String, _ message: String, hint: String?) -> CandorError {
    let file = tensors.entry(named: name).map(tensors.path(of:)) ?? tensors.path
    return CandorError(.mismatch, message, hint: hint, at: .init(file: file.string, field: name))
  }
}
