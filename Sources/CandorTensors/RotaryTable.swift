import CCandorKernels
import CandorCore

/// Sines and cosines of every position's rotary angles: row `p` holds those of
/// p · base^(−2i / headSize) for i in 0 ..< headSize / 2.
///
/// The frequency is rounded to binary32, the angle is their binary32 product, as in the reference
/// implementations of the Llama family; sine and cosine are Candor's own (numerics 5).
public struct RotaryTable: ~Copyable, Sendable {
  public let contextLength: Int
  public let headSize: Int
  private var storage: Buffer<Float>

  public init(contextLength: Int, headSize: Int, base: Double) {
    precondition(headSize % 2 == 0 && headSize > 0 && contextLength > 0)
    self.contextLength = contextLength
    self.headSize = headSize
    let half = headSize / 2
    let logBase = ck_log64(base)
    let frequencies = (0..<half).map {
      Float(1.0 / ck_exp64(logBase * (Double(2 * $0) / Double(headSize))))
    }
    storage = Buffer(count: 2 * contextLength * half, repeating: 0)
    var table = storage.mutableSpan
    for position in 0..<contextLength {
      for (index, frequency) in frequencies.enumerated() {
        var (sine, cosine): (Float, Float) = (0, 0)
        // SAFETY: the kernel writes one number to each of the two places it is given.
        unsafe ck_sine_cosine(Float(position) * frequency, &sine, &cosine)
        table[position * half + index] = cosine
        table[(contextLength + position) * half + index] = sine
      }
    }
  }

  var cosines: Span<Float> {
    @_lifetime(borrow self)
    borrowing get { storage.span.extracting(..<(contextLength * headSize / 2)) }
  }

  var sines: Span<Float> {
    @_lifetime(borrow self)
    borrowing get { storage.span.extracting((contextLength * headSize / 2)...) }
  }
}
