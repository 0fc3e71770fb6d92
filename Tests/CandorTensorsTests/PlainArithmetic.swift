import CCandorKernels

/// The numerics contract once more, in plain Swift and one number at a time, written from
/// docs/numerics.md and not from the kernels. Only the elementary functions are borrowed.
enum PlainArithmetic {
  // SAFETY: the definition is on every machine; a table is constant and its functions read and
  // write one number.
  private static func elementary(
    _ x: Float, _ function: (ck_kernels_t) -> @convention(c) (Int, UnsafePointer<Float>?, UnsafeMutablePointer<Float>?) -> Void
  ) -> Float {
    guard let kernels = unsafe ck_kernels_for(Int32(ck_generic))?.pointee else { return .nan }
    var (x, y) = (x, Float.nan)
    unsafe function(kernels)(1, &x, &y)
    return y
  }

  static func exp(_ x: Float) -> Float { unsafe elementary(x) { unsafe $0.exp } }
  static func log(_ x: Float) -> Float { unsafe elementary(x) { unsafe $0.log } }
  static func sigmoid(_ x: Float) -> Float { unsafe elementary(x) { unsafe $0.sigmoid } }
  static func tanh(_ x: Float) -> Float { unsafe elementary(x) { unsafe $0.tanh } }

  /// Numerics 1: fma over ascending depth.
  static func chain(_ a: some Sequence<Float>, _ b: some Sequence<Float>, from start: Float = 0) -> Float {
    zip(a, b).reduce(start) { $0.addingProduct($1.0, $1.1) }
  }

  private static func fold(_ lanes: [Float]) -> Float {
    var lanes = lanes
    while lanes.count > 1 {
      let half = lanes.count / 2
      lanes = (0..<half).map { lanes[$0] + lanes[$0 + half] }
    }
    return lanes[0]
  }

  /// Numerics 2: element i in lane i mod 16; a missing tail counts as +0.
  static func sum(_ x: [Float]) -> Float {
    var lanes = [Float](repeating: 0, count: 16)
    for index in 0..<((x.count + 15) / 16 * 16) {
      lanes[index % 16] += index < x.count ? x[index] : 0
    }
    return fold(lanes)
  }

  static func dot(_ x: [Float], _ y: [Float]) -> Float {
    var lanes = [Float](repeating: 0, count: 16)
    for index in 0..<((x.count + 15) / 16 * 16) {
      let (a, b) = index < x.count ? (x[index], y[index]) : (0, 0)
      lanes[index % 16] = lanes[index % 16].addingProduct(a, b)
    }
    return fold(lanes)
  }

  static func norm(_ x: [Float], weight: [Float], epsilon: Float) -> (y: [Float], inverse: Float) {
    let inverse = 1 / (dot(x, x) / Float(x.count) + epsilon).squareRoot()
    return (zip(x, weight).map { ($0 * inverse) * $1 }, inverse)
  }

  /// Adds to `dx`.
  static func normBackward(
    _ x: [Float], weight: [Float], inverse: Float, dy: [Float], dx: [Float]
  ) -> [Float] {
    let g = zip(dy, weight).map { $0 * $1 }
    let normed = x.map { $0 * inverse }
    let mean = dot(g, normed) / Float(x.count)
    return x.indices.map { dx[$0].addingProduct(inverse, g[$0] - normed[$0] * mean) }
  }

  static func gate(_ gate: Float, _ up: Float) -> Float { (gate * sigmoid(gate)) * up }

  static func gateBackward(_ gate: Float, _ up: Float, dy: Float) -> (gate: Float, up: Float) {
    let s = sigmoid(gate)
    let gs = gate * s
    return ((dy * up) * s.addingProduct(gs, 1 - s), dy * gs)
  }

  static func crossEntropy(_ logits: [Float], target: Int) -> (loss: Float, gradient: [Float]) {
    let largest = logits.max() ?? 0
    let weights = logits.map { exp($0 - largest) }
    let total = sum(weights)
    var gradient = weights.map { $0 * (1 / total) }
    gradient[target] -= 1
    return (log(total) - (logits[target] - largest), gradient)
  }

  /// Numerics 3, for one query that sees `keys.count` positions.
  static func attention(query: [Float], keys: [[Float]], values: [[Float]]) -> [Float] {
    let scale = 1 / Float(query.count).squareRoot()
    let scores = keys.map { chain(query, $0) * scale }
    let largest = scores.max() ?? 0
    let weights = scores.map { exp($0 - largest) }
    let inverse = 1 / sum(weights)
    return query.indices.map { dimension in
      Float(0).addingProduct(chain(weights, values.map { $0[dimension] }), inverse)
    }
  }
}
