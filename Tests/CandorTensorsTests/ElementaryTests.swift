import CCandorKernels
import CandorCore
import CandorTensors
import SystemPackage
import Testing

@Suite("Elementary functions agree with many-digit references")
struct ElementaryTests {
  private let golden: JSONObject

  init() throws {
    var path = FilePath(#filePath)
    path.removeLastComponent()
    path.removeLastComponent()
    path = path.appending("Fixtures").appending("numerics").appending("elementary.json")
    guard case .object(let golden) = try JSONValue.load(path) else {
      throw CandorError(.malformed, "not an object", at: .init(file: path.string))
    }
    self.golden = golden
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
    arguments: [("exp", 1.01), ("log", 1.0), ("sigmoid", 1.5), ("tanh", 1.5)])
  func vectors(name: String, bound: Double) throws {
    let function: (Float) -> Float =
      switch name {
      case "exp": PlainArithmetic.exp
      case "log": PlainArithmetic.log
      case "sigmoid": PlainArithmetic.sigmoid
      default: PlainArithmetic.tanh
      }
    let worst = try worstError(name, function)
    #expect(worst <= bound)
  }

  @Test("sine and cosine of rotary angles", arguments: ["sin", "cos"])
  func rotary(name: String) throws {
    let worst = try worstError(name, among: { abs($0) <= 0x1p20 }) { x in
      var (sine, cosine): (Float, Float) = (.nan, .nan)
      unsafe ck_sine_cosine(x, &sine, &cosine)
      return name == "sin" ? sine : cosine
    }
    #expect(worst <= 0.51)
  }

  @Test("binary64 exp, log and cos", arguments: [("exp64", 1.5), ("log64", 1.5), ("cos64", 1.5)])
  func double(name: String, bound: Double) throws {
    var worst = 0.0
    for entry in try golden.array(name) {
      let x = Double(bitPattern: try hexadecimal("x", of: entry))
      let y = Double(bitPattern: try hexadecimal("y", of: entry))
      let ours = name == "exp64" ? ck_exp64(x) : name == "log64" ? ck_log64(x) : ck_cos64(x)
      worst = max(worst, y == 0 ? abs(ours) / 0x1p-106 : abs(ours - y) / y.ulp)
    }
    #expect(worst <= bound)
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
