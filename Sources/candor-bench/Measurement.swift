import CandorCore
import CandorTensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Times of repeated runs, and the line they are reported on.
struct Measurement {
  /// Seconds, ascending.
  let seconds: [Double]

  /// Runs `body` a few times to warm up and then `repeats` times.
  init(warmUp: Int = 2, repeats: Int, _ body: () throws -> Void) rethrows {
    for _ in 0..<warmUp { try body() }
    let clock = ContinuousClock()
    var seconds: [Double] = []
    for _ in 0..<repeats {
      let start = clock.now
      try body()
      seconds.append(start.duration(to: clock.now) / .seconds(1))
    }
    self.seconds = seconds.sorted()
  }

  var median: Double { seconds[seconds.count / 2] }

  /// Three significant decimals are more than these machines can tell.
  static func rounded(_ value: Double) -> JSONValue { .double((value * 1000).rounded() / 1000) }

  static func report(_ members: [(String, JSONValue)]) {
    print(String(decoding: JSONValue.object(JSONObject(members)).canonical(), as: UTF8.self))
  }

  /// Gigabytes a second that all threads read of `memory`.
  static func bandwidth(_ memory: borrowing Buffer<Float>, _ arithmetic: Arithmetic) -> Double {
    let bytes = memory.span.rawBytes
    let probe = Measurement(warmUp: 1, repeats: 5) { arithmetic.readProbe(bytes) }
    return Double(bytes.byteCount) / probe.median / 1e9
  }

  /// The most memory this process has had, in MiB.
  static var peakMegabytes: JSONValue {
    var usage = rusage()
    #if canImport(Glibc)
      let this = Int32(RUSAGE_SELF.rawValue)
    #else
      let this = RUSAGE_SELF
    #endif
    // SAFETY: getrusage fills the struct it is given.
    guard unsafe getrusage(this, &usage) == 0 else { return .null }
    #if os(Linux)
      return .integer(Int64(usage.ru_maxrss / 1024))
    #else
      return .integer(Int64(usage.ru_maxrss / (1024 * 1024)))
    #endif
  }
}
