import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The wish of a user or of the system that this process stop: SIGINT or SIGTERM.
///
/// The first signal is only noted, so that work can end at a safe place. Another one ends the
/// process at once, but only a second or two later: `timeout` and some shells send each signal
/// twice, to the process and to its group, and mean it once.
public enum Interruption {
  /// When the first signal came, in seconds since 1970; 0 before that.
  private static let requestTime = Atomic<Int>(0)

  /// From now on, notes SIGINT and SIGTERM instead of dying of them, and takes a file that reaches
  /// `ulimit -f` for an error in writing instead of a reason to die. Earlier signals are forgotten.
  public static func install() {
    // Touched here, so that the handler never has to initialise it.
    requestTime.store(0, ordering: .relaxed)
    for number in [SIGINT, SIGTERM] {
      signal(number) { number in
        let now = time(nil)
        let (isFirst, first) = Interruption.requestTime.compareExchange(
          expected: 0, desired: now, ordering: .relaxed)
        guard !isFirst, now - first >= 2 else { return }
        signal(number, SIG_DFL)
        raise(number)
      }
    }
    signal(SIGXFSZ, SIG_IGN)
  }

  /// From now on, signals end the process again: for a program that waits for its user.
  public static func remove() {
    for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
  }

  /// Whether a signal has asked this process to stop.
  ///
  /// - Complexity: one atomic load.
  public static var isRequested: Bool {
    requestTime.load(ordering: .relaxed) != 0
  }

  /// Call between two steps of long work.
  ///
  /// - Throws: `interrupted` if a signal has asked this process to stop.
  public static func check() throws {
    if isRequested { throw CandorError(.interrupted, "stopped by a signal") }
  }
}
