import CCandorKernels
import CandorCore

/// The kernels of one instruction set on one pool of workers: the safe face of `CCandorKernels`.
///
/// Every operation takes spans, checks their sizes, and divides its *output* among the workers, so
/// that neither the number of threads nor the division can change a bit. Matrices are row-major;
/// `at` is the place in an output buffer where the result begins.
///
/// `@unchecked Sendable`: the table holds pointers to functions without state.
@safe
public struct Arithmetic: @unchecked Sendable {
  public let instructionSet: InstructionSet
  public let pool: WorkerPool
  let kernels: ck_kernels_t
  let quantised: ck_quantised_t

  /// - Throws: `unavailable` where this machine cannot run `instructionSet`.
  public init(_ instructionSet: InstructionSet, pool: WorkerPool) throws {
    guard let kernels = unsafe instructionSet.kernels,
      let quantised = instructionSet.quantised
    else {
      throw CandorError(
        .unavailable, "this machine has no `\(instructionSet.rawValue)` instructions")
    }
    self.instructionSet = instructionSet
    self.pool = pool
    unsafe self.kernels = kernels
    self.quantised = quantised
  }

  /// The machine's best instruction set, or `CANDOR_ISA`'s, on `threads` workers.
  public init(threads: Int) throws {
    try self.init(.selected(), pool: WorkerPool(threads: threads))
  }
}

// SAFETY: a span outlives the call it is passed to, and `WorkerPool.run` returns only when every
// item is done; so these pointers are used only while their spans are alive. Each operation writes
// disjoint parts of its outputs from different workers.
extension Span where Element: BitwiseCopyable {
  @unsafe var readable: UnsafePointer<Element> {
    unsafe withUnsafeBufferPointer { unsafe $0.baseAddress ?? UnsafePointer(bitPattern: 64)! }
  }
}

extension MutableSpan where Element: BitwiseCopyable {
  @unsafe var writable: UnsafeMutablePointer<Element> {
    mutating get {
      unsafe withUnsafeMutableBufferPointer {
        unsafe $0.baseAddress ?? UnsafeMutablePointer(bitPattern: 64)!
      }
    }
  }
}

extension Buffer {
  @unsafe var readable: UnsafePointer<Element> {
    borrowing get { unsafe span.readable }
  }

  @unsafe var writable: UnsafeMutablePointer<Element> {
    mutating get {
      var span = mutableSpan
      return unsafe span.writable
    }
  }
}

extension Arithmetic {
  /// Contiguous shares of `count` for the workers, in multiples of `grain`, several per worker.
  func forEachShare(of count: Int, grain: Int, _ body: (Range<Int>) -> Void) {
    guard count > 0 else { return }
    let grains = (count + grain - 1) / grain
    let shares = min(grains, pool.threads == 1 ? 1 : 4 * pool.threads)
    pool.run(shares) { share in
      let first = grains * share / shares * grain
      let last = min(count, grains * (share + 1) / shares * grain)
      body(first..<last)
    }
  }

  /// Strips of outputs for the workers, in whole panels: about a MiB of a file each where there are
  /// enough of them.
  func forEachStrip(of outputs: Int, rowBytes: Int, _ body: (Range<Int>) -> Void) {
    let panels = (outputs + 15) / 16
    let width = max(1, min((1 << 16) / max(1, rowBytes), panels / (4 * pool.threads)))
    pool.run((panels + width - 1) / width) { strip in
      body((16 * width * strip)..<min(outputs, 16 * width * (strip + 1)))
    }
  }
}
