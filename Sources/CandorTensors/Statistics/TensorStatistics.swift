import CandorCore

/// What the numbers of a tensor are like.
///
/// Figures for reports: sums are binary64, in an order that no number of threads changes.
public struct TensorStatistics: Sendable, Equatable {
  public private(set) var count = 0
  public private(set) var zeros = 0
  /// Infinities and what is no number; the figures below leave them out.
  public private(set) var nonFinite = 0
  /// Nil where no number is finite.
  public private(set) var minimum: Float?
  public private(set) var maximum: Float?
  public private(set) var mean = 0.0
  /// The sum of the squares of the distances from the mean.
  private var scatter = 0.0

  private var finite: Int { count - nonFinite }

  /// The standard deviation of all of them, not of a sample.
  public var deviation: Double {
    finite > 0 ? (scatter / Double(finite)).squareRoot() : 0
  }

  init() {}

  init(_ numbers: Span<Float>, _ range: Range<Int>) {
    count = range.count
    var (low, high) = (Float.infinity, -Float.infinity)
    var sum = 0.0
    for index in range {
      let number = numbers[index]
      guard number.isFinite else {
        nonFinite += 1
        continue
      }
      if number == 0 { zeros += 1 }
      low = min(low, number)
      high = max(high, number)
      sum += Double(number)
    }
    guard finite > 0 else { return }
    (minimum, maximum) = (low, high)
    mean = sum / Double(finite)
    for index in range where numbers[index].isFinite {
      let distance = Double(numbers[index]) - mean
      scatter += distance * distance
    }
  }

  /// Joins what is known of two parts.
  ///
  /// Source: T. F. Chan, G. H. Golub, R. J. LeVeque, "Updating formulae and a pairwise algorithm for
  /// computing sample variances" (1979)
  mutating func formUnion(_ other: Self) {
    let (first, second) = (Double(finite), Double(other.finite))
    count += other.count
    zeros += other.zeros
    nonFinite += other.nonFinite
    guard other.finite > 0 else { return }
    minimum = minimum.flatMap { low in other.minimum.map { min(low, $0) } } ?? other.minimum
    maximum = maximum.flatMap { high in other.maximum.map { max(high, $0) } } ?? other.maximum
    let distance = other.mean - mean
    mean += distance * (second / (first + second))
    scatter += other.scatter + distance * distance * (first * second / (first + second))
  }
}

extension TensorArchive {
  /// Numbers that are summed up by one thread.
  private static let partLength = 1 << 16
  /// Numbers that are in memory at once.
  private static let chunkLength = 1 << 22

  /// The statistics of a tensor's numbers as they are stored; scales that DeepSeek's checkpoints keep
  /// in other tensors are not applied.
  ///
  /// - Returns: nil for formats of whole numbers, which hold no weights.
  /// - Complexity: reads the tensor once, on all threads; 16 MiB.
  public func statistics(of entry: Entry, with arithmetic: Arithmetic) -> TensorStatistics? {
    let format = entry.format
    guard format.hasWeights else { return nil }
    var statistics = TensorStatistics()
    var numbers = Buffer<Float>(count: min(entry.count, Self.chunkLength), repeating: 0)
    for start in stride(from: 0, to: entry.count, by: Self.chunkLength) {
      let count = min(Self.chunkLength, entry.count - start)
      let first = start / format.blockLength * format.blockBytes
      withBytes(of: entry) { bytes in
        let part = bytes.extracting(
          first..<(first + count / format.blockLength * format.blockBytes))
        var all = numbers.mutableSpan
        var span = all.extracting(0..<count)
        arithmetic.dequantise(part, format, into: &span)
      }
      let parts = (count + Self.partLength - 1) / Self.partLength
      let span = numbers.span
      let found = arithmetic.pool.map(parts) { part in
        let first = part * Self.partLength
        return TensorStatistics(span, first..<min(first + Self.partLength, count))
      }
      for part in found { statistics.formUnion(part) }
    }
    release(entry)
    return statistics
  }
}
