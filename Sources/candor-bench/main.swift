import CandorCore
import SystemPackage

let clock = ContinuousClock()
func nanoseconds(_ n: Int, _ body: () -> Void) -> Double {
  var best = Double.infinity
  for _ in 0..<7 {
    let d = clock.measure(body).components
    best = min(best, (Double(d.seconds) * 1e9 + Double(d.attoseconds) * 1e-9) / Double(n))
  }
  return best
}
for threads in [1, 2, 3, 7] {
  let pool = try WorkerPool(threads: threads)
  print("threads \(threads): empty run of \(threads) items \(nanoseconds(20000) { for _ in 0..<20000 { pool.run(threads) { _ in } } }) ns, of 64 items \(nanoseconds(5000) { for _ in 0..<5000 { pool.run(64) { _ in } } }) ns")
  // real sharing: 2 × 100 us items
  func spin() { let end = clock.now + .microseconds(100); while clock.now < end {} }
  print("   \(threads) items of 100 us: \(nanoseconds(100) { for _ in 0..<100 { pool.run(threads) { _ in spin() } } } / 1000) us")
}
let bytes = [UInt8](repeating: 7, count: 256 << 20)
print("sha256 \(1 / nanoseconds(bytes.count) { _ = Digest(of: bytes) }) GB/s")
if CommandLine.arguments.count > 1 {
  let text = try FileDescriptor.open(CommandLine.arguments[1], .readOnly).closeAfter { 0 }
  _ = text
  let map = try MappedFile(FilePath(CommandLine.arguments[1]))
  var v: JSONValue = .null
  let ns = nanoseconds(1) { v = (try? JSONValue.load(FilePath(CommandLine.arguments[1]))) ?? .null }
  print("json parse \(map.count) bytes: \(ns / 1e6) ms, canonical \(nanoseconds(1) { _ = v.canonical() } / 1e6) ms")
}
let f = FeistelPermutation(count: 1_000_000, seed: 1, epoch: 0)
var s = 0
print("feistel \(nanoseconds(200000) { for i in 0..<200000 { s &+= f[i] } }) ns; philox \(nanoseconds(1000000) { for i in 0..<1000000 { s &+= Int(RandomStream(seed: 1, purpose: .sampling)[UInt32(i)][0]) } }) ns", s == 0)
