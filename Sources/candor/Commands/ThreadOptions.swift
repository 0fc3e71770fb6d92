import ArgumentParser
import CandorCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// How much of the machine a command uses; no result depends on it.
struct ThreadOptions: ParsableArguments {
  @Option(help: "Threads to use; the result does not depend on it (default: all cores).")
  var threads: Int?

  func count() throws -> Int {
    let count = threads ?? max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    guard (1...1024).contains(count) else {
      throw CandorError(.usage, "`--threads` is from 1 to 1024, not \(count)")
    }
    return count
  }
}
