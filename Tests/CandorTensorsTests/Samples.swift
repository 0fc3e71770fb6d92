import CandorCore

/// Numbers for tests, a function of a seed: plain ones, and ones that bring every rounding, underflow
/// and cancellation to light.
struct Samples {
  private let random: RandomStream
  private var next: UInt32 = 0

  init(_ seed: UInt64) { random = RandomStream(seed: seed, purpose: .generator) }

  private mutating func bits() -> UInt32 {
    next += 1
    return random[next][0]
  }

  /// In -1 ..< 1.
  mutating func plain(_ count: Int) -> [Float] {
    (0..<count).map { _ in Float(Int32(bitPattern: bits()) >> 8) * 0x1p-23 }
  }

  /// Denormals, both zeros, and magnitudes from 2^-149 to 2^60 side by side.
  mutating func nasty(_ count: Int) -> [Float] {
    (0..<count).map { _ in
      let word = bits()
      let sign: Float = word & 1 == 0 ? 1 : -1
      let fraction = 1 + Float(word >> 9) * 0x1p-23
      switch word >> 1 & 7 {
      case 0: return sign * 0
      case 1: return sign * Float(bitPattern: word >> 9)
      case 2: return sign * fraction * 0x1p60
      case 3: return sign * fraction * 0x1p-60
      case 4: return sign * fraction * 0x1p24
      default: return sign * fraction
      }
    }
  }

  mutating func indices(_ count: Int, below bound: Int) -> [Int32] {
    (0..<count).map { _ in Int32(bits() % UInt32(bound)) }
  }
}

func buffer(_ values: [Float]) -> Buffer<Float> {
  var buffer = Buffer<Float>(count: values.count, repeating: 0)
  var span = buffer.mutableSpan
  for index in values.indices { span[index] = values[index] }
  return buffer
}

func array(_ buffer: borrowing Buffer<Float>) -> [Float] {
  let span = buffer.span
  return span.indices.map { span[$0] }
}

/// The bits of every number; all NaNs alike, since the contract leaves their payload open.
func bits(_ values: [Float]) -> [UInt32] {
  values.map { $0.isNaN ? 0x7fc0_0000 : $0.bitPattern }
}
