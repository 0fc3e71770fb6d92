import CandorCore

/// What the codes of a row stand for: each byte for one of 256 short vectors (Jégou et al. 2011).
struct ProductQuantiser: Sendable {
  /// Codes of a row.
  let parts: Int
  /// Numbers that a code stands for; the last code may stand for fewer.
  private let length: Int
  private let lastLength: Int
  /// By part, code and place.
  private let centroids: [Float]

  /// - Throws: `malformed`.
  init(_ source: inout FastTextFile, dimension: Int) throws {
    let place = source.offset
    _ = try source.integer("dim", Int32.self, in: dimension...dimension)
    parts = try source.integer("nsubq", Int32.self, in: 1...dimension)
    length = try source.integer("dsub", Int32.self, in: 1...dimension)
    lastLength = try source.integer("lastdsub", Int32.self, in: 1...length)
    guard (parts - 1) * length + lastLength == dimension else {
      throw source.refusal("the parts are not \(dimension) numbers", "nsubq", at: place)
    }
    let numbers = try source.numbers(256 * dimension, "centroids")
    let file = source.file
    centroids = stride(from: numbers.lowerBound, to: numbers.upperBound, by: 4).map {
      Float(bitPattern: file.integer(at: $0) ?? 0)
    }
  }

  /// What a code stands for where rows have one number.
  func number(_ code: UInt8) -> Float { centroids[Int(code)] }

  func add(_ codes: Span<UInt8>, times factor: Float, to sum: inout [Float]) {
    let centroids = centroids.span
    var sum = sum.mutableSpan
    for part in 0..<parts {
      let length = part == parts - 1 ? lastLength : self.length
      let first = part * self.length
      let centroid = 256 * first + Int(codes[part]) * length
      for index in 0..<length { sum[first + index] += factor * centroids[centroid + index] }
    }
  }
}
