import CandorCore
import CandorTensors

/// Attention over a compressed row that all heads share (DeepSeek-V2, 2024).
///
/// A position keeps `rank` numbers, from which every head's keys and values would be products, and
/// `turningSize` numbers that all heads take as the turning part of their keys. What is computed is
/// one algebraic form for prompts and generation: queries and outputs are brought into the compressed
/// space, and attention is that of one key-value head of rank + turningSize numbers.
public struct LatentAttention: Sendable, Hashable {
  /// Width that queries are compressed to; nil where they are not.
  public var queryRank: Int?
  public var rank: Int
  /// Numbers of a head's query and key that do not turn, and that do.
  public var plainSize: Int
  public var turningSize: Int
  public var valueSize: Int

  /// Numbers of a head's query before it is brought into the compressed space.
  public var headSize: Int { plainSize + turningSize }

  /// What scores are multiplied by: 1 / √size, and under YaRN that times m², m being what it would
  /// multiply queries and keys by for this share of its magnitude.
  func scale(_ scaling: RotaryScaling, share: Double) -> Float {
    let plain = 1 / Double(headSize).squareRoot()
    guard case .yarn(let yarn) = scaling, share != 0 else { return Float(plain) }
    let m = RotaryScaling.Yarn.magnitude(factor: yarn.factor, share)
    return Float(plain * m * m)
  }

  /// The share that makes this scale, in hundredths.
  ///
  /// - Throws: `unsupported` where none does.
  func share(of scale: Float, _ yarn: RotaryScaling.Yarn) throws -> Double {
    let shares = (0...1000).lazy.map { Double($0) / 100 }
    guard let share = shares.first(where: { self.scale(.yarn(yarn), share: $0) == scale }) else {
      throw CandorError(
        .unsupported, "scores are scaled by \(scale), which no share of YaRN's magnitude gives")
    }
    return share
  }
}
