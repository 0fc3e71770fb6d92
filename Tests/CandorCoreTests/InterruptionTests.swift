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
      raise(number)
      guard Interruption.isRequested else { exit(2) }
      do {
        try Interruption.check()
      } catch let error as CandorError {
        exit(error.exitStatus)
      }
    }
  }

  @Test("the second one kills", arguments: [SIGINT, SIGTERM])
  func kills(number: Int32) async {
    await #expect(processExitsWith: .signal(number)) { [number] in
      Interruption.install()
      raise(number)
      raise(number)
    }
  }
}
