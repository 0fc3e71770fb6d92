import CandorCore
import SystemPackage

/// Writes a safetensors file, tensor by tensor, that appears only when it is complete.
///
/// Tensors stand in the order of their names' bytes, so that the same tensors always give the same
/// file.
public struct TensorArchiveWriter: TensorFileWriter, ~Copyable {
  public struct Description: Sendable {
    public let name: String
    public let format: TensorFormat
    public let shape: [Int]

    public init(_ name: String, _ format: TensorFormat, _ shape: [Int]) {
      self.name = name
      self.format = format
      self.shape = shape
    }

    /// - Precondition: rows are whole blocks.
    var bytes: Int {
      guard let bytes = format.byteCount(of: shape) else { preconditionFailure("\(shape)") }
      return bytes
    }
  }

  private var file: AtomicFileWriter
  private let tensors: [Description]
  private var written = 0
  private var left: Int

  /// - Parameter metadata: strings for the header's `__metadata__`, in their order.
  public init(
    to path: FilePath, tensors: [Description], metadata: [(String, String)] = [("format", "pt")]
  ) throws {
    let tensors = tensors.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    var header = JSONObject()
    if !metadata.isEmpty {
      var strings = JSONObject()
      for (key, value) in metadata { strings[key] = .string(value) }
      header["__metadata__"] = .object(strings)
    }
    var offset = 0
    for tensor in tensors {
      header[tensor.name] = [
        "dtype": .string(tensor.format.rawValue),
        "shape": .array(tensor.shape.map { .integer(Int64($0)) }),
        "data_offsets": [.integer(Int64(offset)), .integer(Int64(offset + tensor.bytes))],
      ]
      offset += tensor.bytes
    }
    var text = JSONValue.object(header).canonical()
    while text.count % 8 != 0 { text.append(UInt8(ascii: " ")) }
    var length = UInt64(text.count)
    var prefix: [UInt8] = []
    for _ in 0..<8 {
      prefix.append(UInt8(truncatingIfNeeded: length))
      length >>= 8
    }
    var file = try AtomicFileWriter(to: path)
    try file.append(prefix + text)
    self.file = file
    self.tensors = tensors
    left = tensors.first?.bytes ?? 0
  }

  /// The next tensor in the order of the names.
  public mutating func append(_ name: String, _ bytes: RawSpan) throws {
    precondition(written < tensors.count && tensors[written].name == name)
    try append(bytes)
    try finishTensor()
  }

  public mutating func append(_ bytes: RawSpan) throws {
    precondition(bytes.byteCount <= left)
    try file.append(bytes)
    left -= bytes.byteCount
  }

  public mutating func finishTensor() throws {
    precondition(written < tensors.count && left == 0, "numbers are missing")
    written += 1
    left = written < tensors.count ? tensors[written].bytes : 0
  }

  public consuming func commit(after check: (FilePath) throws -> Void = { _ in }) throws {
    precondition(written == tensors.count, "tensors are missing")
    try file.commit(after: check)
  }
}
