import CCandorKernels
import CandorCore

extension Arithmetic {
  /// Runs independent fma chains on every thread: the roof that products are measured against.
  ///
  /// - Returns: floating-point operations done, two for each fma.
  public func fmaProbe(rounds: Int) -> Double {
    pool.run(pool.threads) { _ in
      // SAFETY: the kernel touches no memory but its own registers.
      _ = unsafe kernels.fma_probe(rounds)
    }
    return unsafe Double(rounds) * Double(kernels.fma_chains) * 32 * Double(pool.threads)
  }
}
