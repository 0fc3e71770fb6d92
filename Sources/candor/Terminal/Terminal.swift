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

  /// Lines for people, in which names and texts of strangers may stand.
  static func write(_ text: String) {
    write(bytes: Array((text.escapedForTerminal + "\n").utf8))
  }

  /// Data as it is, without a line's end. If it cannot be written, the program ends with the status for that.
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
    put((isWatched ? "\r\u{1b}[K" : "") + text.escapedForTerminal + "\n", to: .standardError)
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

  /// `1 file`, `2 files`.
  static func count(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }

  static let boldMarks = ["\u{1b}[1m", "\u{1b}[0m"]

  static func bold(_ text: String) -> String {
    isColoured ? boldMarks[0] + text + boldMarks[1] : text
  }

  /// The time in UTC, as 2026-01-31T14:05:59Z.
  static var now: String { utc(secondsSince1970: Int(time(nil))) }

  /// The day in UTC, as 2026-01-31.
  static var today: String { String(now.prefix(10)) }

  /// By Hinnant's algorithm for days of the civil calendar
  /// (https://howardhinnant.github.io/date_algorithms.html).
  static func utc(secondsSince1970 seconds: Int) -> String {
    let (days, second) = (seconds / 86400, seconds % 86400)
    let shifted = days + 719_468
    let (era, day) = (shifted / 146_097, shifted % 146_097)
    let year = (day - day / 1460 + day / 36524 - day / 146_096) / 365
    let dayOfYear = day - (365 * year + year / 4 - year / 100)
    let month = (5 * dayOfYear + 2) / 153
    let date = [
      year + era * 400 + (month >= 10 ? 1 : 0), month < 10 ? month + 3 : month - 9,
      dayOfYear - (153 * month + 2) / 5 + 1,
    ]
    let clock = [second / 3600, second / 60 % 60, second % 60]
    func digits(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
    return date.map(digits).joined(separator: "-") + "T" + clock.map(digits).joined(separator: ":")
      + "Z"
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
