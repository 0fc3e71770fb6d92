import CCandorKernels
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Where a pool's caller posts a run and its workers find it.
///
/// The protocol, in one word of memory: generation (upper 32 bits), number of workers that have
/// joined (31 bits), open (lowest bit). The caller writes the items and the body, then stores the next
/// generation with open set. A worker may touch them only after it has added itself to the joined
/// count while open was set. The caller works too; when no items are left it clears open and waits
/// until the joined count is zero. So a worker that comes late, or sleeps, holds nobody up.
///
/// `@unchecked Sendable`: `body` and `itemCount` are written while open is clear and nobody has
/// joined, and read only by those who joined after open was set; the word's acquire and release
/// orderings carry the writes across.
final class WorkBoard: @unchecked Sendable {
  private let word = Atomic<UInt64>(0)
  // Keeps the counter of items off the cache line that idle workers watch.
  private let gap = InlineArray<16, UInt64>(repeating: 0)
  private let nextItem = Atomic<Int>(0)
  private let secondGap = InlineArray<16, UInt64>(repeating: 0)
  private let isBusy = Atomic<Bool>(false)
  private let isDismissed = Atomic<Bool>(false)
  private let reported = Atomic<Int>(0)
  private let unsound = Atomic<Int>(0)
  private let bunks = SleepingPlace()
  private let isCrowded: Bool
  private var itemCount = 0
  private var body: ((Int) -> Void)?

  private static let open: UInt64 = 1
  private static let oneWorker: UInt64 = 2
  private static let joined: UInt64 = 0xFFFF_FFFE

  /// - Parameter isCrowded: there are more threads than cores, so that waiting threads should
  ///   make room at once.
  init(isCrowded: Bool) {
    self.isCrowded = isCrowded
  }
}

// The caller's side.
extension WorkBoard {
  func begin() {
    let wasBusy = isBusy.exchange(true, ordering: .acquiring)
    precondition(!wasBusy, "a worker pool does one run at a time, and none inside another")
  }

  func end() {
    isBusy.store(false, ordering: .releasing)
  }

  func share(_ items: Int, _ body: (Int) -> Void) {
    withoutActuallyEscaping(body) { body in
      self.body = body
      itemCount = items
      nextItem.store(0, ordering: .relaxed)
      // Sequentially consistent with the sleepers' count: either we see a worker that is going to
      // sleep and wake it, or it sees the new generation and stays up.
      let generation = word.load(ordering: .relaxed) >> 32 &+ 1
      word.store(generation << 32 | Self.open, ordering: .sequentiallyConsistent)
      bunks.wake(items - 1)
      work()
      word.bitwiseAnd(~Self.open, ordering: .acquiringAndReleasing)
      var looks = 0
      while word.load(ordering: .acquiring) & Self.joined != 0 {
        looks += 1
        if isCrowded || looks > 4096 { sched_yield() } else { ck_pause() }
      }
      self.body = nil
    }
  }

  /// Waits until `workers` have come and says whether all of them compute soundly.
  func areSound(_ workers: Int) -> Bool {
    while reported.load(ordering: .acquiring) < workers { sched_yield() }
    return unsound.load(ordering: .relaxed) == 0
  }

  /// Lets the workers return from `serve`.
  func dismiss() {
    isDismissed.store(true, ordering: .relaxed)
    word.wrappingAdd(1 << 32, ordering: .sequentiallyConsistent)
    bunks.wake(.max)
  }
}

// The workers' side.
extension WorkBoard {
  /// Takes part in runs until `dismiss`.
  func serve(isSound: Bool) {
    if !isSound { unsound.add(1, ordering: .relaxed) }
    reported.add(1, ordering: .releasing)
    var seen: UInt64 = 0
    while true {
      seen = generation(after: seen)
      if isDismissed.load(ordering: .relaxed) { return }
      guard join(seen) else { continue }
      work()
      word.subtract(Self.oneWorker, ordering: .releasing)
    }
  }

  /// Waits for a generation other than `seen`: awake at first, then asleep.
  private func generation(after seen: UInt64) -> UInt64 {
    let start = isCrowded ? nil : ContinuousClock.now
    var looks = 0
    while true {
      let current = word.load(ordering: .acquiring) >> 32
      if current != seen { return current }
      looks += 1
      if let start {
        ck_pause()
        guard looks.isMultiple(of: 64) else { continue }
        if ContinuousClock.now - start < .microseconds(50) { continue }
      } else if looks < 4 {
        sched_yield()
        continue
      }
      bunks.sleep { word.load(ordering: .sequentiallyConsistent) >> 32 == seen }
    }
  }

  /// Joins the run of `generation`, unless it is closed.
  private func join(_ generation: UInt64) -> Bool {
    var current = word.load(ordering: .relaxed)
    while current >> 32 == generation, current & Self.open != 0 {
      let (exchanged, original) = word.weakCompareExchange(
        expected: current, desired: current + Self.oneWorker,
        successOrdering: .acquiring, failureOrdering: .relaxed)
      if exchanged { return true }
      current = original
    }
    return false
  }

  /// Takes items until there are none. Not inlined, so that the reference to `body` ends here, before
  /// the caller can learn that the worker has left.
  @inline(never)
  private func work() {
    guard let body else { return }
    let count = itemCount
    while true {
      let item = nextItem.wrappingAdd(1, ordering: .relaxed).oldValue
      guard item < count else { return }
      body(item)
    }
  }
}
