import CandorCore
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite struct InterruptionTests {
  @Test("the first signal is noted", arguments: [SIGINT, SIGTERM])
  func noted(number: Int32) async {
    await #expect(processExitsWith: .exitCode(130)) { [number] in
      Interruption.install()
      guard !Interruption.isRequested else { exit(1) }
      try Interruption.check()
      deliver(number)
      guard Interruption.isRequested else { exit(2) }
      do {
        try Interruption.check()
      } catch let error as CandorError {
        exit(error.exitStatus)
      }
    }
  }

  @Test("its echo is not, as `timeout` sends each signal twice", arguments: [SIGINT, SIGTERM])
  func echo(number: Int32) async {
    await #expect(processExitsWith: .exitCode(130)) { [number] in
      Interruption.install()
      deliver(number)
      deliver(number)
      exit(130)
    }
  }

  @Test("a later one kills", arguments: [SIGINT, SIGTERM])
  func kills(number: Int32) async {
    await #expect(processExitsWith: .signal(number)) { [number] in
      Interruption.install()
      deliver(number)
      sleep(2)
      deliver(number)
    }
  }
}

/// Sends this thread a signal. Test threads may have all signals blocked, which the main thread of a
/// program has not.
private func deliver(_ number: Int32) {
  var all = sigset_t()
  // SAFETY: `all` is a valid set for both calls.
  unsafe sigfillset(&all)
  unsafe pthread_sigmask(Int32(SIG_UNBLOCK), &all, nil)
  raise(number)
}
