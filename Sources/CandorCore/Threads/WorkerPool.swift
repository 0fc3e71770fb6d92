import CCandorKernels

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Threads that share out numbered items and meet again: fork–join, nothing else.
///
/// A pool of n threads is the caller and n − 1 others. Between runs the others look for work for
/// some 50 microseconds and then sleep, so runs that follow each other closely cost about a
/// microsecond each. Which thread gets which item changes from run to run; a body whose items write
/// to different places therefore gives the same result for any number of threads.
///
/// One run at a time: a run inside a run, or two at once, stops the program.
public final class WorkerPool: Sendable {
  /// The number of threads that work during a run, the caller among them.
  public let threads: Int
  private let board: WorkBoard
  private let crew = ThreadCrew()

  /// Starts `threads` − 1 threads and waits until each has checked how it rounds.
  ///
  /// - Throws: `usage` unless `threads` is from 1 to 1024; `unavailable` if a thread cannot be started
  ///   or if one, or the caller, does not round to nearest with denormal numbers kept.
  public init(threads: Int) throws {
    guard (1...1024).contains(threads) else {
      throw CandorError(.usage, "a worker pool has 1 to 1024 threads, not \(threads)")
    }
    guard ck_float_environment_is_sound() else { throw Self.unsoundEnvironment }
    self.threads = threads
    let board = WorkBoard(isCrowded: threads > sysconf(CInt(_SC_NPROCESSORS_ONLN)))
    self.board = board
    for _ in 1..<threads {
      try crew.start { board.serve(isSound: ck_float_environment_is_sound()) }
    }
    guard board.areSound(threads - 1) else { throw Self.unsoundEnvironment }
  }

  deinit {
    board.dismiss()
    crew.join()
  }

  /// Calls `body` once for each of 0..<`items`, on all threads, and returns when all calls have.
  ///
  /// - Parameter body: must be safe to call from several threads at once with different items.
  /// - Precondition: no other run of this pool is going on.
  /// - Complexity: one atomic addition per item; about a microsecond per run if the threads are awake.
  public func run(_ items: Int, _ body: (Int) -> Void) {
    board.begin()
    if threads == 1 || items <= 1 {
      for item in 0..<max(0, items) { body(item) }
    } else {
      board.share(items, body)
    }
    board.end()
  }

  private static var unsoundEnvironment: CandorError {
    CandorError(
      .unavailable,
      "this process does not round to nearest, or it flushes denormal numbers to zero",
      hint: "a library built with fast math may have set this when it was loaded; run without it, "
        + "and look at `LD_PRELOAD`")
  }
}
