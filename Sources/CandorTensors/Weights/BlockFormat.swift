import CCandorKernels

/// How quantised weights are stored: small integers in blocks that share their scales. The raw value
/// is the number that ggml and GGUF files give the format.
public enum BlockFormat: Int32, CaseIterable, Sendable {
  case q4_0 = 2
  case q4_1 = 3
  case q5_0 = 6
  case q5_1 = 7
  case q8_0 = 8
  case q2_K = 10
  case q3_K = 11
  case q4_K = 12
  case q5_K = 13
  case q6_K = 14
  case iq4_NL = 20
  case iq4_XS = 23
  case mxfp4 = 39

  /// Bytes that a row of `inputs` weights takes in a file; nil unless it is a whole number of blocks.
  public func rowBytes(inputs: Int) -> Int? {
    let bytes = ck_row_bytes(rawValue, inputs)
    return inputs > 0 && bytes > 0 ? bytes : nil
  }

  /// Bytes that `inputs` weights of sixteen outputs take in a `QuantisedMatrix`.
  func panelBytes(inputs: Int) -> Int {
    ck_panel_bytes(rawValue, inputs)
  }

  /// Nil for numbers that stand for themselves.
  public init?(_ format: TensorFormat) {
    guard format.blockLength > 1, let number = format.ggmlType else { return nil }
    self.init(rawValue: Int32(number))
  }
}
