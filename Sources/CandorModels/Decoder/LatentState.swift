import CandorCore

/// What latent attention computes on its way besides a `LayerState`, row by row.
final class LatentState {
  /// Compressed queries, and queries of all heads.
  var down: Buffer<Float>
  var query: Buffer<Float>
  /// Values of all heads.
  var value: Buffer<Float>

  init(_ latent: LatentAttention, heads: Int, rows: Int) {
    down = Buffer(count: rows * (latent.queryRank ?? 0), repeating: 0)
    query = Buffer(count: rows * heads * latent.headSize, repeating: 0)
    value = Buffer(count: rows * heads * latent.valueSize, repeating: 0)
  }

  /// Numbers that a row takes.
  static func width(_ latent: LatentAttention, heads: Int) -> Int {
    (latent.queryRank ?? 0) + heads * (latent.headSize + latent.valueSize)
  }

  var count: Int { down.count + query.count + value.count }
}
