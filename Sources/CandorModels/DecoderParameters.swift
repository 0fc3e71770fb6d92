import CandorCore
import CandorTensors

/// The numbers of a trained decoder, in the order of a `ParameterLayout`.
public final class DecoderParameters: Sendable {
  public let values: Buffer<Float>

  /// Takes over numbers that stand as a layout says.
  public init(_ values: consuming Buffer<Float>) {
    self.values = values
  }

  /// - Complexity: O(parameters).
  public convenience init(copying source: borrowing Buffer<Float>) {
    var values = Buffer<Float>(count: source.count, repeating: 0)
    let (from, count) = (source.span, source.count)
    var to = values.mutableSpan
    for index in 0..<count { to[index] = from[index] }
    self.init(values)
  }
}
