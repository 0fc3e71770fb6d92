/// How the numbers of a tensor are stored: one after another, or in blocks that share their scales.
///
/// The raw value is the name that safetensors or ggml give the format; a format that both know has
/// one name. A block is a run of elements within one row, so a row is a whole number of blocks.
///
/// Sources: https://github.com/huggingface/safetensors and, for blocks, `ggml-common.h` of
/// https://github.com/ggml-org/ggml
public enum TensorFormat: String, CaseIterable, Sendable {
  // One number after another.
  case boolean = "BOOL"
  case uint8 = "U8"
  case int8 = "I8"
  case float8E5M2 = "F8_E5M2"
  case float8E4M3 = "F8_E4M3"
  case uint16 = "U16"
  case int16 = "I16"
  case float16 = "F16"
  case bfloat16 = "BF16"
  case uint32 = "U32"
  case int32 = "I32"
  case float32 = "F32"
  case uint64 = "U64"
  case int64 = "I64"
  case float64 = "F64"

  // Blocks of 32: small integers and a binary16 scale; `_1` have a minimum besides.
  case q4_0 = "Q4_0"
  case q4_1 = "Q4_1"
  case q5_0 = "Q5_0"
  case q5_1 = "Q5_1"
  case q8_0 = "Q8_0"

  // Blocks of 256: parts of 16 or 32 with small integer scales of their own.
  case q2_K = "Q2_K"
  case q3_K = "Q3_K"
  case q4_K = "Q4_K"
  case q5_K = "Q5_K"
  case q6_K = "Q6_K"

  // Four bits that index a table of values.
  case iq4_NL = "IQ4_NL"
  case iq4_XS = "IQ4_XS"
  case mxfp4 = "MXFP4"
}

extension TensorFormat {
  /// Elements of a block; 1 where every number stands for itself.
  public var blockLength: Int {
    switch self {
    case .q4_0, .q4_1, .q5_0, .q5_1, .q8_0, .iq4_NL, .mxfp4: 32
    case .q2_K, .q3_K, .q4_K, .q5_K, .q6_K, .iq4_XS: 256
    default: 1
    }
  }

  /// Bytes of a block.
  public var blockBytes: Int {
    switch self {
    case .boolean, .uint8, .int8, .float8E5M2, .float8E4M3: 1
    case .uint16, .int16, .float16, .bfloat16: 2
    case .uint32, .int32, .float32: 4
    case .uint64, .int64, .float64: 8
    case .q4_0, .iq4_NL: 18
    case .q4_1: 20
    case .q5_0: 22
    case .q5_1: 24
    case .q8_0: 34
    case .q2_K: 84
    case .q3_K: 110
    case .q4_K: 144
    case .q5_K: 176
    case .q6_K: 210
    case .iq4_XS: 136
    case .mxfp4: 17
    }
  }

  /// Whether a tensor of this shape has rows of whole blocks; a scalar is a row of one element.
  public func divides(_ shape: [Int]) -> Bool {
    (shape.last ?? 1) % blockLength == 0
  }

  /// Bytes that a tensor of this shape takes.
  ///
  /// - Returns: nil where rows are not whole blocks, or the bytes are more than an `Int` counts.
  public func byteCount(of shape: [Int]) -> Int? {
    guard divides(shape) else { return nil }
    var blocks = shape
    if let last = shape.last { blocks[shape.count - 1] = last / blockLength }
    var bytes = blockBytes
    for extent in blocks {
      let (product, overflow) = bytes.multipliedReportingOverflow(by: extent)
      guard !overflow, extent >= 0 else { return nil }
      bytes = product
    }
    return bytes
  }
}

extension TensorFormat {
  /// The number that ggml and GGUF files give the format; nil where they have none.
  public var ggmlType: UInt32? {
    switch self {
    case .float32: 0
    case .float16: 1
    case .q4_0: 2
    case .q4_1: 3
    case .q5_0: 6
    case .q5_1: 7
    case .q8_0: 8
    case .q2_K: 10
    case .q3_K: 11
    case .q4_K: 12
    case .q5_K: 13
    case .q6_K: 14
    case .iq4_NL: 20
    case .iq4_XS: 23
    case .int8: 24
    case .int16: 25
    case .int32: 26
    case .int64: 27
    case .float64: 28
    case .bfloat16: 30
    case .mxfp4: 39
    case .boolean, .uint8, .uint16, .uint32, .uint64, .float8E4M3, .float8E5M2: nil
    }
  }

  /// The format that ggml gives this number; nil for a number that is not known here.
  public init?(ggmlType: UInt32) {
    guard let format = Self.allCases.first(where: { $0.ggmlType == ggmlType }) else { return nil }
    self = format
  }

  /// Whether safetensors files can hold it: they have no blocks.
  public var isSafetensorsType: Bool { blockLength == 1 }
}
