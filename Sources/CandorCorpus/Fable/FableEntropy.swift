import Foundation

/// Exact information: Σ counts[n] · log2(n) bits.
///
/// A choice among n equally likely options counts n once; an outcome of probability m/n counts n
/// once and m once less. Whole counts add up without rounding; only `bits` rounds, and it is a
/// figure to report: no document depends on it.
public struct FableEntropy: Sendable, Equatable {
  /// Indexed by the number of options.
  public private(set) var counts = [Int](repeating: 0, count: 128)

  public init() {}

  mutating func add(probability numerator: Int = 1, over denominator: Int) {
    counts[denominator] += 1
    counts[numerator] -= 1
  }

  public static func += (left: inout FableEntropy, right: FableEntropy) {
    for index in left.counts.indices { left.counts[index] += right.counts[index] }
  }

  public static func == (left: FableEntropy, right: FableEntropy) -> Bool {
    left.counts.dropFirst(2) == right.counts.dropFirst(2)
  }

  public var bits: Double {
    var bits = 0.0
    for index in counts.indices.dropFirst(2) where counts[index] != 0 {
      bits += Double(counts[index]) * log2(Double(index))
    }
    return bits
  }

  public var nats: Double { bits * log(2) }
}
