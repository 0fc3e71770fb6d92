import CandorTensors

/// Quantised weights and products once more, in plain Swift and one number at a time, written from
/// docs/numerics.md and the layout of ggml's blocks, and not from the kernels.
struct PlainBlocks {
  /// 32 weights of a row: scale · (factors · q), and a minimum.
  struct Part {
    enum Minimum {
      case none
      /// Added to every weight.
      case constant(Float)
      /// −e · m for the m of either half.
      case halves(e: Float, m: [Int])
    }

    var codes: [Int]
    var scale: Float
    var factors = [1, 1]
    var minimum = Minimum.none

    var weights: [Float] {
      codes.indices.map { index in
        let product = scale * Float(factors[index / 16]) * Float(codes[index])
        switch minimum {
        case .none: return product
        case .constant(let constant): return product + constant
        case .halves(let e, let m): return product - e * Float(m[index / 16])
        }
      }
    }
  }

  static let nonlinear = [-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113]
  static let float4 = [0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12]

  static func half(_ bytes: [UInt8], _ at: Int) -> Float {
    // Magnitudes keep their order and distance when the exponent's bias is changed by a product.
    let pattern = UInt32(bytes[at]) | UInt32(bytes[at + 1]) << 8
    let number = Float(bitPattern: (pattern & 0x7fff) << 13) * 0x1p112
    let magnitude = pattern & 0x7c00 == 0x7c00 ? pattern & 0x3ff == 0 ? .infinity : .nan : number
    return pattern & 0x8000 == 0 ? magnitude : -magnitude
  }

  /// The parts of one block of a file.
  static func parts(_ format: BlockFormat, _ block: [UInt8]) -> [Part] {
    func int(_ at: Int) -> Int { Int(block[at]) }
    func signed(_ at: Int) -> Int { Int(Int8(bitPattern: block[at])) }
    // Sixteen bytes hold 32 codes: lower halves first.
    func nibble(_ at: Int, _ i: Int) -> Int { i < 16 ? int(at + i) & 15 : int(at + i - 16) >> 4 }
    func fifth(_ at: Int, _ i: Int) -> Int { (int(at + i / 8) >> (i % 8) & 1) << 4 }
    let all = 0..<32
    switch format {
    case .q4_0: return [Part(codes: all.map { nibble(2, $0) - 8 }, scale: half(block, 0))]
    case .q4_1:
      return [
        Part(
          codes: all.map { nibble(4, $0) }, scale: half(block, 0),
          minimum: .constant(half(block, 2)))
      ]
    case .q5_0:
      return [
        Part(codes: all.map { (nibble(6, $0) | fifth(2, $0)) - 16 }, scale: half(block, 0))
      ]
    case .q5_1:
      return [
        Part(
          codes: all.map { nibble(8, $0) | fifth(4, $0) }, scale: half(block, 0),
          minimum: .constant(half(block, 2)))
      ]
    case .q8_0: return [Part(codes: all.map { signed(2 + $0) }, scale: half(block, 0))]
    case .iq4_NL:
      return [Part(codes: all.map { nonlinear[nibble(2, $0)] }, scale: half(block, 0))]
    case .mxfp4:
      let scale = Float(sign: .plus, exponent: int(0) - 128, significand: 1)
      return [Part(codes: all.map { float4[nibble(1, $0)] }, scale: scale)]
    case .iq4_XS:
      return (0..<8).map { p in
        let high = (int(2) | int(3) << 8) >> (2 * p) & 3
        let scale = (int(4 + p / 2) >> (4 * (p % 2)) & 15 | high << 4) - 32
        return Part(
          codes: all.map { nonlinear[nibble(8 + 16 * p, $0)] }, scale: half(block, 0) * Float(scale)
        )
      }
    case .q2_K:
      return (0..<8).map { p in
        let both = [int(2 * p), int(2 * p + 1)]
        return Part(
          codes: all.map { int(16 + 32 * (p / 4) + $0) >> (2 * (p % 4)) & 3 },
          scale: half(block, 80), factors: both.map { $0 & 15 },
          minimum: .halves(e: half(block, 82), m: both.map { $0 >> 4 }))
      }
    case .q3_K:
      return (0..<8).map { p in
        let factors = [2 * p, 2 * p + 1].map { i in
          let low = i < 8 ? int(96 + i) & 15 : int(96 + i - 8) >> 4
          return (low | (int(104 + i % 4) >> (2 * (i / 4)) & 3) << 4) - 32
        }
        return Part(
          codes: all.map {
            int(32 + 32 * (p / 4) + $0) >> (2 * (p % 4)) & 3 - (int($0) >> p & 1 == 1 ? 0 : 4)
          },
          scale: half(block, 108), factors: factors)
      }
    case .q4_K, .q5_K:
      return (0..<8).map { p in
        let s = 4
        let scale = p < 4 ? int(s + p) & 63 : int(s + p + 4) & 15 | (int(s + p - 4) >> 6) << 4
        let minimum = p < 4 ? int(s + p + 4) & 63 : int(s + p + 4) >> 4 | (int(s + p) >> 6) << 4
        let start = format == .q4_K ? 16 : 48
        return Part(
          codes: all.map {
            let low = int(start + 32 * (p / 2) + $0) >> (4 * (p % 2)) & 15
            return format == .q4_K ? low : low | (int(16 + $0) >> p & 1) << 4
          },
          scale: half(block, 0) * Float(scale),
          minimum: .constant(-half(block, 2) * Float(minimum)))
      }
    case .q6_K:
      return (0..<8).map { p in
        let (h, quarter) = (p / 4, p % 4)
        return Part(
          codes: all.map {
            let low = int(64 * h + 32 * (quarter % 2) + $0) >> (4 * (quarter / 2)) & 15
            return low | (int(128 + 32 * h + $0) >> (2 * quarter) & 3) << 4 - 32
          },
          scale: half(block, 208), factors: [signed(192 + 2 * p), signed(193 + 2 * p)])
      }
    }
  }

  /// All parts of a row of `inputs` weights.
  static func row(_ format: BlockFormat, _ bytes: [UInt8], inputs: Int) -> [Part] {
    let length = parts(format, [UInt8](repeating: 0, count: 256)).count * 32
    let blockBytes = bytes.count / (inputs / length)
    return stride(from: 0, to: bytes.count, by: blockBytes).flatMap {
      parts(format, Array(bytes[$0..<($0 + blockBytes)]))
    }
  }

  /// Numerics 10, activations: integers, their scale, and the scaled sum.
  static func quantise(_ x: [Float]) -> (codes: [Int], scale: Float, sum: Float) {
    let largest = Float(bitPattern: x.map { $0.magnitude.bitPattern }.max() ?? 0)
    let isTiny = largest < 0x1p-100
    let scale = isTiny ? 0 : largest / 127
    let inverse = isTiny ? 0 : 127 / largest
    let codes = x.map { number -> Int in
      let scaled = number * inverse
      let limited = scaled < 127 ? scaled : 127
      return Int((limited > -127 ? limited : -127).rounded(.toNearestOrEven))
    }
    return (codes, scale, scale * Float(codes.reduce(0, +)))
  }

  /// Numerics 10, products.
  static func product(_ x: [Float], _ row: [Part]) -> Float {
    var chain: Float = 0
    for (block, part) in row.enumerated() {
      let a = quantise(Array(x[(32 * block)..<(32 * block + 32)]))
      let sum = part.codes.indices.reduce(0) {
        $0 + part.factors[$1 / 16] * part.codes[$1] * a.codes[$1]
      }
      chain.addProduct(part.scale * a.scale, Float(sum))
      switch part.minimum {
      case .none: break
      case .constant(let constant): chain.addProduct(constant, a.sum)
      case .halves(let e, let m):
        let halves = m[0] * a.codes[..<16].reduce(0, +) + m[1] * a.codes[16...].reduce(0, +)
        chain.addProduct(e * a.scale, Float(-halves))
      }
    }
    return chain
  }
}
