import CandorCore
import CandorTensors

/// The numbers of a plain Llama as they are trained, in the order of a `ParameterLayout`.
public final class DecoderParameters: Sendable {
  public let values: Buffer<Float>

  /// Takes over numbers that stand as a layout says.
  public init(_ values: consuming Buffer<Float>) {
    self.values = values
  }
}
