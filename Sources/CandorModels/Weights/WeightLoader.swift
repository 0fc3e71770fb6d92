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

  /// Checks that the files hold the tensors that are wanted, and no others.
  func check(_ wanted: [DecoderTensor]) throws {
    var names: Set<String> = []
    for (name, shape) in conventions.stored(wanted, of: configuration) {
      names.formUnion(try check(name, shape: shape))
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
    if name.hasSuffix(".rotary_emb.inv_freq") || name == GGUFConfigurationReader.rotaryDivisors {
      return true
    }
    if configuration.tiedEmbeddings && name == conventions.head { return true }
    guard name.hasPrefix(conventions.layerPrefix) else { return false }
    let digits = name.dropFirst(conventions.layerPrefix.count).prefix { $0 != "." }
    let beyond = configuration.layers..<(configuration.layers + configuration.unusedLayers)
    return Int(digits).map(beyond.contains) ?? false
  }

  /// The names of a tensor and of its scales, if it has some.
  private func check(_ name: String, shape: [Int]) throws -> [String] {
    guard let entry = tensors.entry(named: name) else {
      throw mismatch(name, "the file has no such tensor", hint: "the model needs it")
    }
    guard entry.shape == shape else {
      throw mismatch(
        name, "its shape is \(entry.shape) where \(shape) is expected",
        hint: "`\(DecoderConfiguration.fileName)` may belong to another model")
    }
    let isMatrix = shape.count > 1
    if isMatrix, entry.format == .float8E4M3 { return [name, try tensors.scales(of: entry).name] }
    guard isMatrix ? WeightFormat(entry.format) != nil : DenseFormat(entry.format) != nil else {
      throw mismatch(
        name, "its elements are \(entry.format.rawValue)",
        hint: "F32, BF16 and F16 can be computed with"
          + (isMatrix ? ", F8_E4M3 with scales, and the blocks of GGUF files" : ""))
    }
    return [name]
  }

  private func mismatch(_ name: String, _ message: String, hint: String?) -> CandorError {
    let file = tensors.entry(named: name).map(tensors.path(of:)) ?? tensors.path
    return CandorError(.mismatch, message, hint: hint, at: .init(file: file.string, field: name))
  }
}
