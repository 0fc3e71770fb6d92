/// The type of a PyTorch tensor's elements, by its name in `torch`.
public enum TorchElement: String, Sendable, CaseIterable {
  case float16, float32, float64, bfloat16
  case float8E4M3 = "float8_e4m3fn"
  case float8E5M2 = "float8_e5m2"
  case float8E4M3UnsignedZero = "float8_e4m3fnuz"
  case float8E5M2UnsignedZero = "float8_e5m2fnuz"
  case float8Exponent = "float8_e8m0fnu"
  /// Two numbers in each byte, which counts as one element.
  case float4Pair = "float4_e2m1fn_x2"
  case int8, int16, int32, int64, uint8, uint16, uint32, uint64
  case boolean = "bool"
  case complex32, complex64, complex128
  case quantisedInt8 = "qint8"
  case quantisedUInt8 = "quint8"
  case quantisedInt32 = "qint32"

  public var byteCount: Int {
    switch self {
    case .int8, .uint8, .boolean, .quantisedInt8, .quantisedUInt8, .float4Pair: 1
    case .float8E4M3, .float8E5M2, .float8E4M3UnsignedZero, .float8E5M2UnsignedZero,
      .float8Exponent:
      1
    case .float16, .bfloat16, .int16, .uint16: 2
    case .float32, .int32, .uint32, .complex32, .quantisedInt32: 4
    case .float64, .int64, .uint64, .complex64: 8
    case .complex128: 16
    }
  }

  /// Whether its numbers mean something only together with a scale.
  var isQuantised: Bool {
    switch self {
    case .quantisedInt8, .quantisedUInt8, .quantisedInt32: true
    default: false
    }
  }

  /// The type whose old storage class has this name: `FloatStorage`.
  init?(storageClass name: String) {
    let types: [String: Self] = [
      "FloatStorage": .float32, "DoubleStorage": .float64, "HalfStorage": .float16,
      "BFloat16Storage": .bfloat16, "LongStorage": .int64, "IntStorage": .int32,
      "ShortStorage": .int16, "CharStorage": .int8, "ByteStorage": .uint8,
      "BoolStorage": .boolean, "ComplexFloatStorage": .complex64,
      "ComplexDoubleStorage": .complex128, "QInt8Storage": .quantisedInt8,
      "QUInt8Storage": .quantisedUInt8, "QInt32Storage": .quantisedInt32,
    ]
    guard let type = types[name] else { return nil }
    self = type
  }
}
