import CandorCore
import CandorTensors

/// Attention over compressed rows, brought there and back head by head.
extension Decoder {
  /// Queries in the compressed space, and the compressed rows, both with their turning parts.
  func forwardQueryAndLatent<Weights: DecoderWeights & ~Escapable>(
    _ latent: LatentAttention, _ index: Int, rows: Int, weights: borrowing Weights,
    _ compressed: LatentState, workspace: DecoderWorkspace
  ) {
    let state = workspace.state(ofLayer: index)
    let (heads, size, kept) = (
      configuration.queryHeads, latent.headSize, latent.rank + latent.turningSize
    )
    if latent.queryRank == nil {
      project(.query, index, rows, weights, workspace, into: &compressed.query)
    } else {
      project(.queryDown, index, rows, weights, workspace, into: &compressed.down)
      normalise(.queryDownNorm, index, rows: rows, weights, &compressed.down)
      weights.multiply(
        rows: rows, compressed.down, by: .layer(index, .queryUp), into: &compressed.query,
        scratch: &workspace.scratch, arithmetic)
    }
    arithmetic.rotate(
      rows: rows, heads: heads, size: latent.turningSize, headStride: size,
      rowStride: heads * size, angles: workspace.angles, x: &compressed.query, at: latent.plainSize)

    project(.keyValueDown, index, rows, weights, workspace, into: &state.key)
    normalise(.keyValueDownNorm, index, rows: rows, stride: kept, weights, &state.key)
    arithmetic.rotate(
      rows: rows, heads: 1, size: latent.turningSize, headStride: kept, rowStride: kept,
      angles: workspace.angles, x: &state.key, at: latent.rank)

    for head in 0..<heads {
      weights.multiply(
        rows: rows, compressed.query, from: head * size, stride: heads * size,
        by: .layer(index, .keyUp), part: head, into: &state.query, at: head * kept,
        outputStride: heads * kept, scratch: &workspace.scratch, arithmetic)
      arithmetic.copyRows(
        rows, columns: latent.turningSize, compressed.query, from: head * size + latent.plainSize,
        stride: heads * size, to: &state.query, at: head * kept + latent.rank,
        outputStride: heads * kept)
    }
  }

  /// Values out of the attended compressed rows, and the output of the layer.
  func forwardLatentOutput<Weights: DecoderWeights & ~Escapable>(
    _ latent: LatentAttention, _ index: Int, rows: Int, weights: borrowing Weights,
    _ compressed: LatentState, workspace: DecoderWorkspace
  ) {
    let state = workspace.state(ofLayer: index)
    let heads = configuration.queryHeads
    for head in 0..<heads {
      weights.multiply(
        rows: rows, state.attended, from: head * latent.rank, stride: heads * latent.rank,
        by: .layer(index, .valueUp), part: head, into: &compressed.value,
        at: head * latent.valueSize, outputStride: heads * latent.valueSize,
        scratch: &workspace.scratch, arithmetic)
    }
    weights.multiply(
      rows: rows, compressed.value, by: .layer(index, .output), into: &state.middle,
      scratch: &workspace.scratch, arithmetic)
  }
}
