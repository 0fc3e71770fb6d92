import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The wish of a user or of the system that this process stop: SIGINT or SIGTERM.
///
/// The first signal is only noted, so that work can end at a safe place; a second one of the same
/// kind ends the process at once.
public enum Interruption {
  private static let requested = Atomic<Bool>(false)

  /// From now on, notes the first SIGINT and the first SIGTERM instead of dying of them.
  public static func install() {
    // Touched here, so that the handler never has to initialise it.
    _ = requested.load(ordering: .relaxed)
    for number in [SIGINT, SIGTERM] {
      signal(number) { number in
        Interruption.requested.store(true, ordering: .relaxed)
        signal(number, SIG_DFL)
      }
    }
  }

  /// Whether a signal has asked this process to stop.
  ///
  /// - Complexity: one atomic load.
  public static var isRequested: Bool {
    requested.load(ordering: .relaxed)
  }

  /// Call between two steps of long work.
  ///
  /// - Throws: `interrupted` if a signal has asked this process to stop.
  public static func check() throws {
    if isRequested { throw CandorError(.interrupted, "stopped by a signal") }
  }
}
