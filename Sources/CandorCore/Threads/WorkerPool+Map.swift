import Synchronization

extension WorkerPool {
  /// The results of `body` for 0 ..< `count`, in order, computed on all threads.
  public func map<Result: Sendable>(_ count: Int, _ body: (Int) -> Result) -> [Result] {
    let results = Mutex([Result?](repeating: nil, count: count))
    run(count) { index in
      let result = body(index)
      results.withLock { $0[index] = result }
    }
    return results.withLock { $0.compactMap(\.self) }
  }
}
