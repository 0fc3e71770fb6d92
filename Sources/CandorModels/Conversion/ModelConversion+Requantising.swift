import CandorCore
import CandorTensors
import SystemPackage

/// A GGUF file in other formats: the same metadata, and every tensor brought into what the mix says.
extension ModelConversion {
  static func requantising(
    _ archive: TensorArchive, _ metadata: GGUFMetadata, to output: FilePath, _ mix: WeightMix,
    arithmetic: Arithmetic, _ progress: (Double) -> Void
  ) throws -> ModelConversion {
    let source = try archive.files.map { try File($0.path) }
    let layers = Self.layers(of: archive)
    let isTied = archive.entry(named: "output.weight") == nil
    let plan = try archive.entries.map { entry in
      guard entry.format.hasWeights else {
        throw CandorError(
          .unsupported, "\(entry.format.rawValue) numbers cannot be converted",
          at: .init(file: archive.path(of: entry).string, field: entry.name))
      }
      let format = mix.format(
        of: entry.name, shape: entry.shape, isTied: isTied, layers: layers)
      return TensorArchiveWriter.Description(entry.name, format, entry.shape)
    }
    var draft = GGUFDraft(copying: metadata)
    draft.set(mix, source)
    var writer = try GGUFWriter(to: output, metadata: draft, tensors: plan)
    let total = max(1, archive.byteCount)
    var done = 0
    for (entry, tensor) in zip(archive.entries, plan) {
      try Interruption.check()
      try archive.write(entry, as: tensor.format, to: &writer, with: arithmetic)
      archive.release(entry)
      try writer.finishTensor()
      done += entry.range.count
      progress(Double(done) / Double(total))
    }
    try writer.commit()
    return try ModelConversion(
      source: source, result: [output], plan,
      isRequantised: zip(archive.entries, plan).contains {
        $0.format.blockLength > 1 && $1.format.blockLength > 1 && $0.format != $1.format
      })
  }

  /// One more than the largest number of a layer.
  private static func layers(of archive: TensorArchive) -> Int {
    let numbers = archive.entries.compactMap { entry in
      entry.name.hasPrefix("blk.") ? Int(entry.name.dropFirst(4).prefix { $0 != "." }) : nil
    }
    return (numbers.max() ?? -1) + 1
  }
}

extension TensorArchive {
  /// Numbers that are brought into another format at a time.
  private static let piece = 1 << 20

  fileprivate func write(
    _ entry: Entry, as format: TensorFormat, to writer: inout GGUFWriter,
    with arithmetic: Arithmetic
  ) throws {
    guard format != entry.format else {
      return try withBytes(of: entry) { try writer.append($0) }
    }
    let columns = entry.shape.last ?? 1
    let rows = columns > 0 ? entry.count / columns : 0
    let step = max(1, Self.piece / max(1, columns))
    let size = format.byteCount(of: [columns]) ?? 0
    var values = try Buffer<Float>(checkedCount: min(step, rows) * columns, repeating: 0)
    var bytes = try Buffer<UInt8>(checkedCount: min(step, rows) * size, repeating: 0)
    for first in stride(from: 0, to: rows, by: step) {
      let count = min(step, rows - first)
      var numbers = values.mutableSpan
      var piece = numbers._mutatingExtracting(..<(count * columns))
      try read(entry, rows: first..<(first + count), with: arithmetic, into: &piece)
      var blocks = bytes.mutableSpan
      var target = blocks._mutatingExtracting(..<(count * size))
      let source = values.span.extracting(..<(count * columns))
      guard arithmetic.quantise(source, format, into: &target) else {
        throw CandorError(
          .nonFinite, "a number is not finite, or too large for \(format.rawValue)",
          at: .init(file: path(of: entry).string, field: entry.name))
      }
      try writer.append(bytes.span.extracting(..<(count * size)).rawBytes)
    }
  }
}

extension GGUFDraft {
  /// What was done, and to what.
  mutating func set(_ mix: WeightMix, _ source: [ModelConversion.File]) {
    set("general.file_type", mix.fileType)
    set("general.quantization_version", UInt32(2))
    set("candor.source.files", source.map { "\($0.digest.hex)  \($0.name)" })
  }
}
