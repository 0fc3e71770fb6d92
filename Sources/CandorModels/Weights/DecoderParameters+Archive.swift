import CandorCore
import CandorTensors
import SystemPackage

/// `model.safetensors`, with the tensor names of Hugging Face.
extension DecoderParameters {
  public static let fileName = "model.safetensors"

  /// Reads a file that holds exactly the tensors of `layout`, in binary32.
  ///
  /// - Throws: `mismatch`, naming the tensor, when one is missing, superfluous, or of another type or
  ///   shape; as `TensorArchive` for a file that is no archive; `unavailable` without the memory.
  /// - Complexity: O(parameters); nothing is allocated before every tensor has been checked.
  public convenience init(_ path: FilePath, layout: ParameterLayout) throws {
    let archive = try TensorArchive(path)
    try Self.check(archive, against: layout)
    var values = try Buffer<Float>(checkedCount: layout.extent, repeating: 0)
    for slot in layout.slots { try archive.read(slot, into: &values) }
    self.init(values)
  }

  private static func check(_ archive: TensorArchive, against layout: ParameterLayout) throws {
    let names = layout.slots.map(\.name)
    let slots = Dictionary(zip(names, layout.slots)) { first, _ in first }
    let file = archive.path.string
    for entry in archive.entries {
      func mismatch(_ message: String, hint: String?) -> CandorError {
        CandorError(.mismatch, message, hint: hint, at: .init(file: file, field: entry.name))
      }
      guard let slot = slots[entry.name] else {
        throw mismatch(
          "the model has no such tensor",
          hint: nearest(entry.name, among: names).map { "it has `\($0)`" })
      }
      guard entry.format == .float32 else {
        throw mismatch(
          "its elements are \(entry.format.rawValue) where F32 is expected",
          hint: "only models in binary32 can be run so far")
      }
      guard entry.shape == slot.shape else {
        throw mismatch(
          "its shape is \(entry.shape) where \(slot.shape) is expected",
          hint: "`\(DecoderConfiguration.fileName)` may belong to another model")
      }
    }
    let found = Set(archive.entries.map(\.name))
    if let missing = names.first(where: { !found.contains($0) }) {
      throw CandorError(
        .mismatch, "the file has no such tensor", hint: "the model needs it",
        at: .init(file: file, field: missing))
    }
  }

  /// Writes the tensors of `layout`; the file appears only when it is complete.
  ///
  /// - Throws: `inputOutput`.
  public static func write(
    _ values: borrowing Buffer<Float>, layout: ParameterLayout, to path: FilePath
  ) throws {
    precondition(values.count >= layout.extent)
    let slots = layout.slots.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    var writer = try TensorArchiveWriter(
      to: path, tensors: slots.map { .init($0.name, .float32, $0.shape) })
    for slot in slots {
      // SAFETY: a Float is four bytes without padding.
      try writer.append(slot.name, unsafe values.span.extracting(slot.range).bytes)
    }
    try writer.commit()
  }
}

extension TensorArchive {
  fileprivate func read(_ slot: ParameterLayout.Slot, into values: inout Buffer<Float>) throws {
    var all = values.mutableSpan
    var part = all._mutatingExtracting(slot.range)
    try read(slot.name, shape: slot.shape, into: &part)
  }
}
