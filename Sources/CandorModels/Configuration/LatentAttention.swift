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
}
