import CandorCore
import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Where the terminal is touched: data on stdout, progress and logs on stderr.
enum Terminal {
  /// Whether somebody watches stderr.
  static let isWatched = isatty(STDERR_FILENO) == 1

  /// Whether somebody types on stdin.
  static let hasUser = isatty(STDIN_FILENO) == 1

  static let isColoured: Bool = {
    // SAFETY: getenv gives NULL or a C string that is only looked at for presence.
    let refused = unsafe getenv("NO_COLOR") != nil
    return isWatched && !refused
  }()

  /// A line of data.
  static func write(_ text: String) {
    write(bytes: Array((text + "\n").utf8))
  }

  /// Data without a line's end. If it cannot be written, the program ends with the status for that.
  static func write(bytes: [UInt8]) {
    do {
      try FileDescriptor.standardOutput.writeAll(bytes)
    } catch {
      let error = CandorError(error, at: "standard output", cannot: "be written")
      finishProgress()
      log("error: \(error)")
      exit(error.exitStatus)
    }
  }

  /// All of standard input, as a prompt; a final line break is not part of it.
  static func readInput() throws -> String {
    var bytes: [UInt8] = []
    while let line = readLine(strippingNewline: false) {
      bytes += Array(line.utf8)
      guard bytes.count <= 16 << 20 else {
        throw CandorError(.limitExceeded, "standard input holds more than 16 MiB")
      }
    }
    if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// A line for people.
  static func log(_ text: String) {
    put((isWatched ? "\r\u{1b}[K" : "") + text + "\n", to: .standardError)
  }

  /// Shows how far a long work is; on a terminal only.
  static func progress(_ text: String) {
    guard isWatched else { return }
    put("\r\u{1b}[K\(text)", to: .standardError)
  }

  /// Asks for a line.
  static func ask(_ text: String) {
    put(text, to: .standardError)
  }

  static func finishProgress() {
    guard isWatched else { return }
    put("\r\u{1b}[K", to: .standardError)
  }

  static func bold(_ text: String) -> String {
    isColoured ? "\u{1b}[1m\(text)\u{1b}[0m" : text
  }

  /// Ends the process with a documented exit status.
  static func exit(_ status: Int32) -> Never {
    #if canImport(Glibc)
      Glibc.exit(status)
    #else
      Darwin.exit(status)
    #endif
  }

  private static func put(_ text: String, to descriptor: FileDescriptor) {
    _ = try? descriptor.writeAll(Array(text.utf8))
  }
}
