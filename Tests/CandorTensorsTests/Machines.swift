import CandorCore
import CandorTensors

/// Every way this machine can compute: each instruction set on 1, 2, 3 and 7 threads. The first is
/// the definition: plain C on one thread.
func machines(threads: [Int] = [1, 2, 3, 7]) throws -> [Arithmetic] {
  let pools = try threads.map { try WorkerPool(threads: $0) }
  return try InstructionSet.available.flatMap { set in
    try pools.map { try Arithmetic(set, pool: $0) }
  }
}

extension Arithmetic {
  var label: String { "\(instructionSet.rawValue) on \(pool.threads) threads" }
}
