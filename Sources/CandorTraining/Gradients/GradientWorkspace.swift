import CandorCore
import CandorModels
import CandorTensors

/// The memory of a forward and backward pass over at most `rows` rows.
public final class GradientWorkspace {
  public let forward: DecoderWorkspace
  /// Gradient of the residual stream, and of the normed stream.
  var stream: Buffer<Float>
  var normed: Buffer<Float>
  var query: Buffer<Float>
  var key: Buffer<Float>
  var value: Buffer<Float>
  var attended: Buffer<Float>
  var hidden: Buffer<Float>
  /// Logits and then their gradients, for `logitRows` rows at a time; and the output layer's panels.
  var logits: Buffer<Float>
  let logitRows: Int
  var panels: Buffer<Float>
  /// The loss of every row.
  public var losses: Buffer<Float>

  /// Logits that stand in memory at once, and their rows, which are enough to keep products busy;
  /// the rest are computed in turn.
  static let (logitLimit, rowLimit) = (1 << 23, 512)

  /// - Parameter checkpoints: keep the residual streams only and compute each layer's state again
  ///   on the way back.
  public convenience init(_ configuration: DecoderConfiguration, rows: Int, checkpoints: Bool) {
    self.init(
      configuration, rows: rows, checkpoints: checkpoints,
      logitRows: min(Self.rowLimit, max(16, Self.logitLimit / configuration.vocabularySize)))
  }

  /// - Parameter logitRows: rows whose logits stand in memory at once; any number gives the same bits.
  package init(
    _ configuration: DecoderConfiguration, rows: Int, checkpoints: Bool, logitRows: Int
  ) {
    let attention = configuration.attention
    let vocabulary = configuration.vocabularySize
    forward = DecoderWorkspace(
      configuration, rows: rows, keeping: checkpoints ? .streams : .states)
    stream = Buffer(count: rows * configuration.hiddenSize, repeating: 0)
    normed = Buffer(count: rows * configuration.hiddenSize, repeating: 0)
    query = Buffer(count: rows * attention.queryWidth, repeating: 0)
    key = Buffer(count: rows * attention.keyWidth, repeating: 0)
    value = Buffer(count: rows * attention.keyWidth, repeating: 0)
    attended = Buffer(count: rows * attention.queryWidth, repeating: 0)
    hidden = Buffer(count: rows * configuration.feedForwardSize, repeating: 0)
    self.logitRows = min(rows, logitRows)
    logits = Buffer(count: self.logitRows * vocabulary, repeating: 0)
    panels = Buffer(
      count: (vocabulary + 15) / 16 * 16 * configuration.hiddenSize, repeating: 0)
    losses = Buffer(count: rows, repeating: 0)
  }
}
