import CandorCore
import CandorTensors
import SystemPackage

extension PackedWeights {
  /// Lays out the tensors of a file for `configuration`, in the formats they are stored in.
  ///
  /// - Throws: `mismatch`, naming the tensor, when one is missing, superfluous, or of another type or
  ///   shape; `unavailable` without the memory.
  /// - Complexity: O(parameters); nothing is laid out before every tensor has been checked.
  public convenience init(
    _ archive: TensorArchive, _ configuration: DecoderConfiguration,
    names: TensorNames = .huggingFace, arithmetic: Arithmetic
  ) throws {
    var entries: [DecoderTensor: TensorArchive.Entry] = [:]
    let stored = Dictionary(archive.entries.map { ($0.name, $0) }) { first, _ in first }
    for tensor in configuration.tensors {
      entries[tensor] = try Self.check(
        stored[names[tensor]], names[tensor], shape: configuration.shape(of: tensor) ?? [], archive)
    }
    let wanted = Set(entries.values.map(\.name))
    if let stranger = archive.entries.first(where: { !wanted.contains($0.name) }) {
      throw CandorError(
        .mismatch, "the model has no such tensor",
        hint: nearest(stranger.name, among: wanted.sorted()).map { "it has `\($0)`" },
        at: .init(file: archive.path.string, field: stranger.name))
    }
    var vectors: [DecoderTensor: [Float]] = [:]
    var matrices: [DecoderTensor: WeightMatrix] = [:]
    for tensor in configuration.tensors {
      guard let entry = entries[tensor], let format = DenseFormat(entry.type) else { continue }
      try archive.withBytes(of: entry) { bytes in
        if entry.shape.count == 1 {
          vectors[tensor] = arithmetic.widened(bytes, format)
        } else {
          matrices[tensor] = .dense(
            try arithmetic.packed(bytes, format, outputs: entry.shape[0], inputs: entry.shape[1]))
        }
      }
    }
    self.init(vectors: vectors, matrices: matrices, names: entries.mapValues(\.name))
  }

  private static func check(
    _ entry: TensorArchive.Entry?, _ name: String, shape: [Int], _ archive: TensorArchive
  ) throws -> TensorArchive.Entry {
    func mismatch(_ message: String, hint: String) -> CandorError {
      CandorError(.mismatch, message, hint: hint, at: .init(file: archive.path.string, field: name))
    }
    guard let entry else {
      throw mismatch("the file has no such tensor", hint: "the model needs it")
    }
    guard DenseFormat(entry.type) != nil else {
      throw mismatch(
        "its elements are \(entry.type.rawValue)", hint: "F32, BF16 and F16 can be computed with")
    }
    guard entry.shape == shape else {
      throw mismatch(
        "its shape is \(entry.shape) where \(shape) is expected",
        hint: "`\(DecoderConfiguration.fileName)` may belong to another model")
    }
    return entry
  }
}
