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

  /// Runs independent dot products of bytes on every thread: the roof of quantised products.
  ///
  /// - Returns: integer operations done, two for each product.
  public func dotProbe(rounds: Int) -> Double {
    pool.map(pool.threads) { _ in
      // SAFETY: as above; the result's place is on this thread's stack.
      var result: Int32 = 0
      return unsafe quantised.dot_probe(rounds, &result)
    }.reduce(0, +)
  }

  /// Reads `bytes` on all threads, a line at a time: the roof of generation.
  public func readProbe(_ bytes: RawSpan) {
    unsafe bytes.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return }
      forEachShare(of: bytes.count, grain: 4096) { share in
        // SAFETY: a share lies within the bytes.
        _ = unsafe ck_read_probe(
          (base + share.lowerBound).assumingMemoryBound(to: UInt8.self), share.count)
      }
    }
  }
}
