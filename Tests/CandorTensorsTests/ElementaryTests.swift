import CCandorKernels
import CandorCore
import CandorTensors
import SystemPackage
import Testing

/// The bounds are the largest errors at these arguments; those over all arguments, which are
/// larger, are in docs/numerics.md and are found by `scripts/check-elementary`.
@Suite("Elementary functions agree with many-digit references")
struct ElementaryTests {
  private let golden: JSONObject
  /// What the lists of operations give, by a second implementation in exact rational arithmetic.
  private let vectors: JSONObject

  init() throws {
    func load(_ name: String) throws -> JSONObject {
      let path = FilePath(#filePath).removingLastComponent().removingLastComponent()
        .appending("Fixtures").appending("numerics").appending(name)
      guard case .object(let object) = try JSONValue.load(path) else {
        throw CandorError(.malformed, "not an object", at: .init(file: path.string))
      }
      return object
    }
    golden = try load("elementary.json")
    vectors = try load("elementary_vectors.json")
  }

  /// Arguments and results of one function, as bit patterns.
  private func known(_ name: String) throws -> [(x: UInt64, y: UInt64)] {
    try vectors.array(name).map { pair in
      guard case .array(let pair) = pair, pair.count == 2 else {
        throw CandorError(.malformed, "not a pair", at: .init(field: name))
      }
      let bits = try pair.map { value in
        guard case .string(let text) = value, let bits = UInt64(text.dropFirst(2), radix: 16)
        else { throw CandorError(.malformed, "not hexadecimal", at: .init(field: name)) }
        return bits
      }
      return (bits[0], bits[1])
    }
  }

  @Test(
    "every instruction set gives the known bits", arguments: ["exp", "log", "sigmoid", "tanh"])
  func knownBits(name: String) throws {
    let pairs = try known(name)
    var x = pairs.map { Float(bitPattern: UInt32($0.x)) }
    for set in [ck_generic, ck_avx2, ck_avx512, ck_neon] {
      // SAFETY: a table is constant; both arrays hold x.count numbers.
      guard let kernels = unsafe ck_kernels_for(Int32(set))?.pointee else { continue }
      var y = x
      switch name {
      case "exp": unsafe kernels.exp(x.count, &x, &y)
      case "log": unsafe kernels.log(x.count, &x, &y)
      case "sigmoid": unsafe kernels.sigmoid(x.count, &x, &y)
      default: unsafe kernels.tanh(x.count, &x, &y)
      }
      for (pair, y) in zip(pairs, y) {
        let expected = Float(bitPattern: UInt32(pair.y))
        #expect(
          y.bitPattern == expected.bitPattern || y.isNaN && expected.isNaN,
          "\(name)(\(String(pair.x, radix: 16))) = \(y), instruction set \(set)")
      }
    }
  }

  @Test("the functions on single numbers give the known bits")
  func knownScalarBits() throws {
    for name in ["sine", "cosine"] {
      for pair in try known(name) {
        var (sine, cosine): (Float, Float) = (.nan, .nan)
        unsafe ck_sine_cosine(Float(bitPattern: UInt32(pair.x)), &sine, &cosine)
        let (found, expected) = (name == "sine" ? sine : cosine, Float(bitPattern: UInt32(pair.y)))
        #expect(
          found.bitPattern == expected.bitPattern || found.isNaN && expected.isNaN,
          "\(name)(\(pair.x))")
      }
    }
    let functions = [("exp64", ck_exp64), ("log64", ck_log64), ("cos64", ck_cos64)]
    for (name, function) in functions {
      for pair in try known(name) {
        #expect(function(Double(bitPattern: pair.x)).bitPattern == pair.y, "\(name)(\(pair.x))")
      }
    }
  }

  private func hexadecimal(_ key: String, of value: JSONValue) throws -> UInt64 {
    guard case .object(let object) = value, let bits = UInt64(try object.string(key), radix: 16)
    else { throw CandorError(.malformed, "not hexadecimal", at: .init(field: key)) }
    return bits
  }

  /// The largest error in units of the last place, of the arguments that `includes` takes; NaN,
  /// infinities and zeros must be met exactly.
  private func worstError(
    _ name: String, among includes: (Float) -> Bool = { _ in true }, _ function: (Float) -> Float
  ) throws -> Double {
    var worst = 0.0
    for entry in try golden.array(name) {
      let x = Float(bitPattern: UInt32(try hexadecimal("x", of: entry)))
      guard includes(x) else { continue }
      let rounded = Float(bitPattern: UInt32(try hexadecimal("y", of: entry)))
      let exact = Double(bitPattern: try hexadecimal("exact", of: entry))
      let ours = function(x)
      if rounded.isNaN {
        #expect(ours.isNaN, "\(name)(\(x)) = \(ours)")
      } else if rounded.isInfinite || exact == 0 {
        #expect(ours.bitPattern == rounded.bitPattern, "\(name)(\(x)) = \(ours)")
      } else {
        #expect(ours.isFinite, "\(name)(\(x)) = \(ours)")
        worst = max(worst, abs(Double(ours) - exact) / Double(rounded.ulp))
      }
    }
    return worst
  }

  @Test(
    "exp, log, sigmoid and tanh",
    arguments: [("exp", 0.65), ("log", 0.54), ("sigmoid", 1.06), ("tanh", 1.44)])
  func errors(name: String, bound: Double) throws {
    let function: (Float) -> Float =
      switch name {
      case "exp": PlainArithmetic.exp
      case "log": PlainArithmetic.log
      case "sigmoid": PlainArithmetic.sigmoid
      default: PlainArithmetic.tanh
      }
    let worst = try worstError(name, function)
    #expect(worst <= bound, "\(name)")
  }

  @Test("sine and cosine of rotary angles", arguments: ["sin", "cos"])
  func rotary(name: String) throws {
    // Angles run from +0; the sine of −0 is +0.
    func isAngle(_ x: Float) -> Bool { abs(x) <= 0x1p20 && x.bitPattern != 1 << 31 }
    let worst = try worstError(name, among: isAngle) { x in
      var (sine, cosine): (Float, Float) = (.nan, .nan)
      unsafe ck_sine_cosine(x, &sine, &cosine)
      return name == "sin" ? sine : cosine
    }
    #expect(worst <= 0.5)
  }

  @Test("binary64 exp, log and cos", arguments: [("exp64", 1.0), ("log64", 1.0), ("cos64", 1.0)])
  func double(name: String, bound: Double) throws {
    var worst = 0.0
    for entry in try golden.array(name) {
      let x = Double(bitPattern: try hexadecimal("x", of: entry))
      let y = Double(bitPattern: try hexadecimal("y", of: entry))
      let ours = name == "exp64" ? ck_exp64(x) : name == "log64" ? ck_log64(x) : ck_cos64(x)
      worst = max(worst, y == 0 ? abs(ours) / 0x1p-106 : abs(ours - y) / y.ulp)
    }
    #expect(worst <= bound, "\(name)")
  }

  @Test("every instruction set has the bits of plain C on a sweep of all binades", arguments: 0..<4)
  func sweep(function: Int) throws {
    // 65,536 arguments in steps of a prime, so that the fractions differ from binade to binade.
    var x = (0..<UInt32(1 << 16)).map { Float(bitPattern: $0 &* 65_521) }
    func results(_ set: Int) -> [UInt32]? {
      // SAFETY: both arrays hold x.count numbers.
      guard let kernels = unsafe ck_kernels_for(Int32(set))?.pointee else { return nil }
      var y = x
      switch function {
      case 0: unsafe kernels.exp(x.count, &x, &y)
      case 1: unsafe kernels.log(x.count, &x, &y)
      case 2: unsafe kernels.sigmoid(x.count, &x, &y)
      default: unsafe kernels.tanh(x.count, &x, &y)
      }
      return bits(y)
    }
    let definition = try #require(results(ck_generic))
    for set in [ck_avx2, ck_avx512, ck_neon] {
      if let result = results(set) { #expect(result == definition, "instruction set \(set)") }
    }
  }
}
