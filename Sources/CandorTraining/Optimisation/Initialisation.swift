import CandorCore
import CandorModels

/// The first parameters, a function of the seed alone.
///
/// Norm weights are 1. A matrix element is z · deviation, where z is nearly normal: the sum of the
/// eight 16-bit halves of one Philox block, less its mean, over its standard deviation — integers
/// until the last multiplication, so that no logarithm or cosine is needed.
public struct Initialisation: Sendable, Hashable {
  /// Standard deviation of the embedding.
  public var embeddingDeviation: Float
  /// Standard deviation of the other matrices; nil for 1 / √inputs.
  public var matrixDeviation: Float?

  public init(embeddingDeviation: Float, matrixDeviation: Float?) {
    self.embeddingDeviation = embeddingDeviation
    self.matrixDeviation = matrixDeviation
  }

  /// 1 / √(8 · (65536² − 1) / 12)
  static let unit: Float = 0x1.3988e2p-16

  /// Element `index` of the tensor with number `stream` draws block (index, stream).
  static func deviate(_ random: RandomStream, _ index: Int) -> Float {
    let block = random[UInt32(truncatingIfNeeded: index)]
    var total: Int32 = 0
    for word in 0..<4 {
      total += Int32(block[word] & 0xffff) + Int32(block[word] >> 16)
    }
    return Float(total - 262_140) * unit
  }

  public func fill(
    _ buffer: inout Buffer<Float>, layout: ParameterLayout, seed: UInt64, pool: WorkerPool
  ) {
    var parameters = buffer.mutableSpan
    for (number, slot) in layout.slots.enumerated() {
      var values = parameters[slot]
      guard slot.isMatrix else {
        for index in 0..<slot.count { values[index] = 1 }
        continue
      }
      let deviation =
        slot == layout.embedding
        ? embeddingDeviation : matrixDeviation ?? 1 / Float(slot.shape[1]).squareRoot()
      let random = RandomStream(seed: seed, purpose: .initialisation, stream: UInt32(number))
      let columns = slot.shape[1]
      pool.forEachRow(in: &values, columns: columns) { rows, chunk in
        let first = rows.lowerBound * columns
        for index in 0..<chunk.count {
          chunk[index] = Self.deviate(random, first + index) * deviation
        }
      }
    }
  }
}
