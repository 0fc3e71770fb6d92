import CandorCore
import Synchronization
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite(.serialized) struct WorkerPoolTests {
  @Test("every item is done exactly once, run after run", arguments: 1...7)
  func everyItemOnce(threads: Int) throws {
    let pool = try WorkerPool(threads: threads)
    #expect(pool.threads == threads)
    let done = Counters(67)
    for run in 0..<3000 {
      let items = run % 67
      pool.run(items) { done.add($0) }
      for item in 0..<67 where done.take(item) != (item < items ? 1 : 0) {
        Issue.record("run \(run), item \(item)")
      }
      // Now and then long enough for the workers to fall asleep.
      if run % 500 == 0 { usleep(300) }
    }
  }

  @Test("what the items wrote is there when run returns", arguments: [1, 2, 3, 7])
  func visibility(threads: Int) throws {
    let pool = try WorkerPool(threads: threads)
    var buffer = Buffer<Float>(count: 1200, repeating: 0)
    for run in 1...500 {
      let columns = [1, 3, 40, 1200][run % 4]
      var elements = buffer.mutableSpan
      pool.forEachRow(in: &elements, columns: columns) { rows, chunk in
        for index in chunk.indices { chunk[index] += Float(rows.lowerBound * columns + index) }
      }
      let expected = Float(run)
      for index in buffer.span.indices where buffer.span[index] != expected * Float(index) {
        Issue.record("run \(run), element \(index)")
        return
      }
    }
  }

  @Test("rows are handed out in whole, even chunks", arguments: [1, 2, 3])
  func chunks(threads: Int) throws {
    let pool = try WorkerPool(threads: threads)
    for rows in [0, 1, 2, 5, 100] {
      var buffer = Buffer<Float>(count: rows * 3, repeating: 0)
      let sizes = Mutex<[Int]>([])
      var elements = buffer.mutableSpan
      pool.forEachRow(in: &elements, columns: 3) { range, chunk in
        let isWhole = chunk.count == 3 * range.count
        sizes.withLock { $0.append(isWhole ? range.count : -1) }
      }
      let counts = sizes.withLock { $0 }
      #expect(counts.reduce(0, +) == rows)
      #expect(counts.count == min(rows, 4 * threads))
      #expect((counts.max() ?? 0) - (counts.min() ?? 0) <= 1)
    }
  }

  @Test("pools come and go")
  func lifetime() throws {
    for round in 0..<200 {
      let pool = try WorkerPool(threads: 1 + round % 7)
      let done = Counters(1)
      if round % 2 == 0 { pool.run(100) { _ in done.add(0) } }
      #expect(done.take(0) == (round % 2 == 0 ? 100 : 0))
    }
  }

  @Test("a few long items are shared among all threads")
  func sharing() throws {
    let pool = try WorkerPool(threads: 3)
    let arrived = Counters(1)
    let met = Counters(1)
    // Each item waits for the two others, so the run ends only if three threads take part.
    pool.run(3) { _ in
      arrived.add(0)
      for _ in 0..<10_000 where arrived.look(0) < 3 { usleep(1000) }
      if arrived.look(0) == 3 { met.add(0) }
    }
    #expect(met.take(0) == 3)
  }

  @Test("no pool has 0 or 1,025 threads", arguments: [0, -1, 1025, Int.max])
  func refusedCounts(threads: Int) {
    #expect(candorError { _ = try WorkerPool(threads: threads) }?.code == .usage)
  }

  @Test("a run inside a run stops the program", arguments: [1, 2])
  func nested(threads: Int) async {
    await #expect(processExitsWith: .failure) { [threads] in
      let pool = try WorkerPool(threads: threads)
      pool.run(4) { _ in pool.run(1) { _ in } }
    }
  }

  @Test("a process that does not round to nearest is refused")
  func rounding() {
    // FE_UPWARD; Swift finds two declarations of that name in the C library and takes neither.
    #if arch(x86_64)
      fesetround(0x800)
    #else
      fesetround(0x40_0000)
    #endif
    let error = candorError { _ = try WorkerPool(threads: 2) }
    fesetround(0)
    #expect(error?.code == .unavailable)
    #expect(error?.hint?.contains("fast math") == true)
  }

  #if arch(x86_64) && canImport(Glibc)
    @Test("a process that flushes denormals to zero is refused")
    func flushToZero() {
      var sound = fenv_t()
      unsafe fegetenv(&sound)
      var flushing = sound
      flushing.__mxcsr |= 0x8040
      unsafe fesetenv(&flushing)
      let error = candorError { _ = try WorkerPool(threads: 2) }
      unsafe fesetenv(&sound)
      #expect(error?.code == .unavailable)
    }
  #endif
}

/// Counters that many threads add to.
final class Counters: Sendable {
  private let counts: Mutex<[Int]>
  init(_ count: Int) { counts = Mutex(Array(repeating: 0, count: count)) }
  func add(_ index: Int) { counts.withLock { $0[index] += 1 } }
  func look(_ index: Int) -> Int { counts.withLock { $0[index] } }
  /// The count so far, and begins again at 0.
  func take(_ index: Int) -> Int {
    counts.withLock { counts in
      defer { counts[index] = 0 }
      return counts[index]
    }
  }
}
