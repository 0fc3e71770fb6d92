import CandorCore
import CandorTensors

/// The memory of a forward pass over at most `rows` rows.
public final class DecoderWorkspace {
  /// Rows a batch may have.
  public let rows: Int
  /// Rows of keys and values a layer keeps, the batch's own included.
  public let keyRows: Int
  /// The residual stream as it enters each layer, and as it leaves the last.
  public let streams: [ResidualStream]
  /// One state for each layer; or a single one, when states are computed again on the way back.
  public let states: [LayerState]
  /// The normed stream, and the SwiGLU layer's output.
  public var normed: Buffer<Float>
  public var hidden: Buffer<Float>
  /// 1 / √mean(x²) of the final norm.
  public var inverse: Buffer<Float>
  public var scratch = Scratch()

  /// - Parameter keepsStates: false keeps the streams only (gradient checkpointing), which costs a
  ///   second forward pass and saves most of the memory.
  public init(
    _ configuration: DecoderConfiguration, rows: Int, keyRows: Int? = nil, keepsStates: Bool = true
  ) {
    let keyRows = keyRows ?? rows
    self.rows = rows
    self.keyRows = keyRows
    streams = (0...configuration.layers).map { _ in
      ResidualStream(count: rows * configuration.hiddenSize)
    }
    states = (0..<(keepsStates ? configuration.layers : 1)).map { _ in
      LayerState(configuration, rows: rows, keyRows: keyRows)
    }
    normed = Buffer(count: rows * configuration.hiddenSize, repeating: 0)
    hidden = Buffer(count: rows * configuration.feedForwardSize, repeating: 0)
    inverse = Buffer(count: rows, repeating: 0)
  }

  public func state(ofLayer index: Int) -> LayerState {
    states.count == 1 ? states[0] : states[index]
  }
}
