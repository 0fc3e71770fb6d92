import CandorCore
import Synchronization

/// Runs an asynchronous function to its end on the thread that asks for it.
///
/// The library for certificates is asynchronous, since others fetch certificates on the way. Nothing
/// is fetched here, so whatever it waits for is a job of its own that this executor holds.
final class InlineExecutor: TaskExecutor {
  private let jobs = Mutex<[UnownedJob]>([])

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    jobs.withLock { $0.append(job) }
  }

  /// - Throws: `internalFault` if the function waits for something that runs elsewhere.
  static func run<Result: Sendable>(
    _ body: @escaping @Sendable () async -> Result
  ) throws -> Result {
    let executor = InlineExecutor()
    let answer = Answer<Result>()
    withExtendedLifetime(executor) {
      let task = Task(executorPreference: executor) {
        let result = await body()
        answer.value.withLock { $0 = result }
      }
      while let job = executor.jobs.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) {
        // SAFETY: the executor outlives its jobs, and each is run once.
        unsafe job.runSynchronously(on: executor.asUnownedTaskExecutor())
      }
      task.cancel()
    }
    guard let result = answer.value.withLock({ $0 }) else {
      throw CandorError(.internalFault, "a certificate was looked for elsewhere")
    }
    return result
  }
}

/// Where a task leaves its result.
private final class Answer<Result: Sendable>: Sendable {
  let value = Mutex<Result?>(nil)
}
