import CandorCore
import CandorTensors

/// The memory of a forward pass over at most `rows` rows.
public final class DecoderWorkspace {
  /// What is left to be read after a forward pass.
  public enum Keeping: Sendable {
    /// The normed rows only: all that generation needs.
    case result
    /// The streams too, from which a layer's state can be computed again (gradient checkpointing):
    /// that costs a second forward pass and saves most of the memory.
    case streams
    /// The streams and the states of all layers.
    case states
  }

  /// Rows a batch may have.
  public let rows: Int
  public let keeping: Keeping
  private let streams: [ResidualStream]
  private let states: [LayerState]
  /// The normed stream, and the feed-forward layer's gated width.
  public var normed: Buffer<Float>
  public var hidden: Buffer<Float>
  /// 1 / √mean(x²) of the final norm.
  public var inverse: Buffer<Float>
  /// Cosines and sines of every row's position; and those of layers with a rotary base of their own.
  public var angles: Buffer<Float>
  public var localAngles: Buffer<Float>
  public var scratch = Scratch()
  let latent: LatentState?
  let experts: ExpertState?

  public init(_ configuration: DecoderConfiguration, rows: Int, keeping: Keeping) {
    self.rows = rows
    self.keeping = keeping
    streams = (0..<(keeping == .result ? 2 : configuration.layers + 1)).map { _ in
      ResidualStream(count: rows * configuration.hiddenSize)
    }
    states = (0..<(keeping == .states ? configuration.layers : 1)).map { _ in
      LayerState(configuration, rows: rows)
    }
    normed = Buffer(count: rows * configuration.hiddenSize, repeating: 0)
    hidden = Buffer(count: rows * configuration.feedForwardSize, repeating: 0)
    inverse = Buffer(count: rows, repeating: 0)
    let turning = configuration.turningSize
    angles = Buffer(count: rows * turning, repeating: 0)
    localAngles = Buffer(
      count: configuration.localRotary == nil ? 0 : rows * turning, repeating: 0)
    latent = configuration.latent.map {
      LatentState($0, heads: configuration.queryHeads, rows: rows)
    }
    experts = configuration.experts.map {
      ExpertState($0, hiddenSize: configuration.hiddenSize, rows: rows)
    }
  }

  /// The residual stream as it enters a layer; beyond the last, as it leaves that.
  public func stream(enteringLayer index: Int) -> ResidualStream {
    streams[index % streams.count]
  }

  public func state(ofLayer index: Int) -> LayerState {
    states[index % states.count]
  }
}

extension DecoderWorkspace {
  /// Bytes that a row takes when only the result is kept. Attention and products take scratch
  /// besides, which depends on the number of threads.
  public static func bytesPerRow(_ configuration: DecoderConfiguration) -> Int {
    let turning = configuration.turningSize * (configuration.localRotary == nil ? 1 : 2)
    let latent = configuration.latent.map {
      LatentState.width($0, heads: configuration.queryHeads)
    }
    let experts = configuration.experts.map {
      ExpertState.width($0, hiddenSize: configuration.hiddenSize)
    }
    return 4
      * (3 * configuration.hiddenSize + configuration.feedForwardSize + 1 + turning
        + LayerState.width(configuration) + (latent ?? 0) + (experts ?? 0))
  }

  /// Bytes that are taken now, scratch left out.
  var byteCount: Int {
    let kept =
      streams.reduce(0) { $0 + $1.values.count } + states.reduce(0) { $0 + $1.count }
      + normed.count + hidden.count + inverse.count
    return 4
      * (kept + angles.count + localAngles.count + (latent?.count ?? 0)
        + (experts?.count ?? 0))
  }
}
