#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Notices a file that takes too long.
enum Watchdog {
  /// Ends the process by SIGALRM after this time, unless it is restarted; 0 for never.
  static func restart(seconds: UInt32) { _ = alarm(seconds) }

  /// The processor's time so far, which a busy machine does not lengthen.
  static var processorSeconds: Double { Double(clock()) / Double(CLOCKS_PER_SEC) }
}
