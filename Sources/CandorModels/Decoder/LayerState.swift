import CandorCore
import CandorTensors

/// What one layer computes on the way forward and reads again on the way back, row by row.
public final class LayerState {
  public var inverse: Buffer<Float>
  public var query: Buffer<Float>
  public var key: Buffer<Float>
  public var value: Buffer<Float>
  public var attended: Buffer<Float>
  public var statistics: Buffer<Float>
  /// The residual stream between attention and feed-forward.
  public var middle: Buffer<Float>
  public var middleInverse: Buffer<Float>
  public var gate: Buffer<Float>
  public var up: Buffer<Float>

  init(_ configuration: DecoderConfiguration, rows: Int) {
    let attention = configuration.attention
    inverse = Buffer(count: rows, repeating: 0)
    query = Buffer(count: rows * attention.queryWidth, repeating: 0)
    key = Buffer(count: rows * attention.keyWidth, repeating: 0)
    value = Buffer(count: rows * attention.valueWidth, repeating: 0)
    attended = Buffer(count: rows * attention.outputWidth, repeating: 0)
    statistics = Buffer(count: rows * attention.queryHeads * 2, repeating: 0)
    middle = Buffer(count: rows * configuration.hiddenSize, repeating: 0)
    middleInverse = Buffer(count: rows, repeating: 0)
    gate = Buffer(count: rows * configuration.feedForwardSize, repeating: 0)
    up = Buffer(count: rows * configuration.feedForwardSize, repeating: 0)
  }
}

extension LayerState {
  /// Numbers that a row takes.
  static func width(_ configuration: DecoderConfiguration) -> Int {
    let attention = configuration.attention
    return 2 + attention.queryWidth + attention.keyWidth + attention.valueWidth
      + attention.outputWidth + 2 * attention.queryHeads + configuration.hiddenSize
      + 2 * configuration.feedForwardSize
  }

  var count: Int {
    inverse.count + query.count + key.count + value.count + attended.count + statistics.count
      + middle.count + middleInverse.count + gate.count + up.count
  }
}

/// The residual stream at one place.
public final class ResidualStream {
  public var values: Buffer<Float>

  init(count: Int) {
    values = Buffer(count: count, repeating: 0)
  }
}
