import CandorCore

/// How the numbers of a `DenseMatrix` are stored; all are widened to binary32 without error.
public enum DenseFormat: Sendable, Hashable {
  case float32, bfloat16, float16

  /// Bytes a number takes.
  public var size: Int { self == .float32 ? 4 : 2 }

  /// Nil where numbers of that type are not multiplied as they stand.
  public init?(_ format: TensorFormat) {
    switch format {
    case .float32: self = .float32
    case .bfloat16: self = .bfloat16
    case .float16: self = .float16
    default: return nil
    }
  }

  /// The bits of the exponent, which are all set in infinities and NaN.
  var exponentMask: UInt32 {
    switch self {
    case .float32: 0x7f80_0000
    case .bfloat16: 0x7f80
    case .float16: 0x7c00
    }
  }
}

/// Numbers that stand for themselves, in panels of sixteen outputs: number `input` of output
/// 16 p + j is element (p · inputs + input) · 16 + j; missing outputs of the last panel are zero.
public final class DenseMatrix: Sendable {
  public let format: DenseFormat
  public let outputs: Int
  public let inputs: Int
  let panels: Buffer<UInt8>

  init(_ format: DenseFormat, outputs: Int, inputs: Int, panels: consuming Buffer<UInt8>) {
    precondition(panels.count == Self.byteCount(format, outputs: outputs, inputs: inputs))
    self.format = format
    self.outputs = outputs
    self.inputs = inputs
    self.panels = panels
  }

  /// Bytes that the panels of such a matrix take.
  public static func byteCount(_ format: DenseFormat, outputs: Int, inputs: Int) -> Int {
    (outputs + 15) / 16 * 16 * inputs * format.size
  }

  var isFinite: Bool { isFinite(panels) }

  private func isFinite(_ panels: borrowing Buffer<UInt8>) -> Bool {
    let (bytes, mask) = (panels.span, format.exponentMask)
    let high = mask >> (8 * UInt32(format.size - 2))
    return stride(from: format.size - 2, to: bytes.count, by: format.size).allSatisfy {
      (UInt32(bytes[$0]) | UInt32(bytes[$0 + 1]) << 8) & high != high
    }
  }
}
