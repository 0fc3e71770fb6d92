import CandorCore
import SystemPackage

/// Writes a GGUF file of version 3, tensor by tensor in pieces, that appears only when it is complete.
public struct GGUFWriter: TensorFileWriter, ~Copyable {
  private var file: AtomicFileWriter
  private let tensors: [TensorArchiveWriter.Description]
  private let alignment: Int
  private var current = 0
  private var left: Int

  /// - Precondition: ggml knows the formats, and rows are whole blocks.
  public init(
    to path: FilePath, metadata: GGUFDraft, tensors: [TensorArchiveWriter.Description]
  ) throws {
    let (alignment, pairs) = (metadata.alignment, metadata.pairs)
    var header = GGUFHeader.magic.littleEndianBytes + UInt32(3).littleEndianBytes
    header += UInt64(tensors.count).littleEndianBytes + UInt64(pairs.count).littleEndianBytes
    header += pairs.bytes
    var offset = 0
    for tensor in tensors {
      guard let type = tensor.format.ggmlType else {
        preconditionFailure("\(tensor.format.rawValue) is no format of ggml")
      }
      header += tensor.name.ggufBytes + UInt32(tensor.shape.count).littleEndianBytes
      for extent in tensor.shape.reversed() { header += UInt64(extent).littleEndianBytes }
      header += type.littleEndianBytes + UInt64(offset).littleEndianBytes
      offset += (tensor.bytes + alignment - 1) / alignment * alignment
    }
    var file = try AtomicFileWriter(to: path)
    try file.append(header + Self.padding(header.count, alignment))
    self.file = file
    self.tensors = tensors
    self.alignment = alignment
    left = tensors.first?.bytes ?? 0
  }

  private static func padding(_ count: Int, _ alignment: Int) -> [UInt8] {
    [UInt8](repeating: 0, count: (alignment - count % alignment) % alignment)
  }

  public mutating func append(_ bytes: RawSpan) throws {
    precondition(bytes.byteCount <= left)
    try file.append(bytes)
    left -= bytes.byteCount
  }

  public mutating func finishTensor() throws {
    precondition(current < tensors.count && left == 0, "numbers are missing")
    try file.append(Self.padding(tensors[current].bytes, alignment))
    current += 1
    left = current < tensors.count ? tensors[current].bytes : 0
  }

  public consuming func commit(after check: (FilePath) throws -> Void = { _ in }) throws {
    precondition(current == tensors.count, "tensors are missing")
    try file.commit(after: check)
  }
}
