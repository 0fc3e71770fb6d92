import CCandorKernels
import CandorCore

/// How fast each pair of a head turns with the position (numerics 3): pair i by
/// position · base^(−2i / size), unless the frequencies are scaled.
///
/// Frequencies are computed in binary64 and rounded to binary32; sines and cosines are Candor's own
/// (numerics 9).
public struct RotaryFrequencies: Sendable, Hashable {
  /// Radians per position, one for each pair.
  public var values: [Float]
  /// What sines and cosines are multiplied by.
  public var amplitude: Float

  /// Numbers that turn in a head.
  public var size: Int { 2 * values.count }

  public init(values: [Float], amplitude: Float = 1) {
    self.values = values
    self.amplitude = amplitude
  }

  /// 1 / base^(2i / size)
  static func unscaled(size: Int, base: Double) -> [Double] {
    precondition(size % 2 == 0 && size > 0)
    let logBase = ck_log64(base)
    return (0..<(size / 2)).map { 1.0 / ck_exp64(logBase * (Double(2 * $0) / Double(size))) }
  }
}

extension Arithmetic {
  /// The cosines and then the sines of each row's angles.
  ///
  /// - Parameters:
  ///   - positions: of the rows.
  ///   - angles: becomes rows of `frequencies.size`.
  public func rotaryAngles(
    positions: Span<Int32>, _ frequencies: RotaryFrequencies, into angles: inout Buffer<Float>
  ) {
    let (rows, half) = (positions.count, frequencies.values.count)
    precondition(angles.count >= rows * 2 * half)
    let (position, turn) = unsafe (positions.readable, frequencies.values.span.readable)
    let (angles, amplitude) = unsafe (angles.writable, frequencies.amplitude)
    forEachShare(of: rows, grain: 16) { share in
      for row in share {
        let cosines = unsafe angles + row * 2 * half
        for pair in 0..<half {
          var (sine, cosine): (Float, Float) = (0, 0)
          // SAFETY: the kernel writes one number to each of the two places it is given.
          unsafe ck_sine_cosine(Float(position[row]) * turn[pair], &sine, &cosine)
          unsafe cosines[pair] = cosine * amplitude
          unsafe cosines[half + pair] = sine * amplitude
        }
      }
    }
  }

  /// Turns `size` numbers of every head of every row by its row's angles, or back again.
  ///
  /// - Parameters:
  ///   - headStride: numbers from one head to the next; `rowStride` from one row to the next.
  ///   - start: where the first head's turning numbers begin.
  public func rotate(
    rows: Int, heads: Int, size: Int, headStride: Int, rowStride: Int,
    angles: borrowing Buffer<Float>, backward: Bool = false, x: inout Buffer<Float>,
    at start: Int = 0
  ) {
    guard rows > 0, heads > 0 else { return }
    precondition(x.count >= start + (rows - 1) * rowStride + (heads - 1) * headStride + size)
    precondition(angles.count >= rows * size)
    let (x, angles) = unsafe (x.writable + start, angles.readable)
    forEachShare(of: rows, grain: 8) { share in
      for row in share {
        let cosines = unsafe angles + row * size
        unsafe kernels.rotate(
          heads, headStride, size, cosines, cosines + size / 2, backward, x + row * rowStride)
      }
    }
  }
}
