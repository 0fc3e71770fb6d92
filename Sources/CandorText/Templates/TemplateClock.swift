import CandorCore

/// The moment that a template is told when it asks for the date: an input like any other, written
/// down with the answer, because the date is part of the prompt.
public struct TemplateClock: Sendable, Hashable {
  public let year: Int
  public let month: Int
  public let day: Int
  public let hour: Int
  public let minute: Int
  public let second: Int

  /// Reads `2026-01-31`, `2026-01-31T14:05` or `2026-01-31T14:05:59`.
  ///
  /// - Throws: `usage` for anything else, or a day that is in no calendar.
  public init(_ text: String) throws {
    let halves = text.split(separator: "T", omittingEmptySubsequences: false)
    let date = Self.numbers(halves[0], separator: "-", widths: [4, 2, 2])
    let time = halves.count == 2 ? Self.numbers(halves[1], separator: ":", widths: [2, 2, 2]) : []
    guard halves.count <= 2, let date, date.count == 3, let time, time.count != 1,
      date[0] > 0, (1...12).contains(date[1]),
      (1...Self.days(inMonth: date[1], ofYear: date[0])).contains(date[2])
    else { throw Self.refusal(text) }
    (year, month, day) = (date[0], date[1], date[2])
    let clock = time + Array(repeating: 0, count: 3 - time.count)
    guard clock[0] < 24, clock[1] < 60, clock[2] < 60 else { throw Self.refusal(text) }
    (hour, minute, second) = (clock[0], clock[1], clock[2])
  }

  /// The moment as it is recorded.
  public var text: String {
    "\(Self.padded(year, 4))-\(Self.padded(month))-\(Self.padded(day))T"
      + "\(Self.padded(hour)):\(Self.padded(minute)):\(Self.padded(second))"
  }

  /// Python's `strftime`, in the C locale; what it copies keeps its origin.
  func formatted(_ format: TemplateText) throws -> TemplateText {
    var (result, isDirective) = (TemplateText(), false)
    for character in format.characters {
      switch (isDirective, character.scalar) {
      case (false, "%"): isDirective = true
      case (false, _): result.characters.append(character)
      case (true, let letter):
        isDirective = false
        guard let value = value(of: letter) else {
          throw CandorError(
            .unsupported, "`%\(letter)` of a date is not supported",
            hint: "supported are %Y %y %m %d %e %j %B %b %A %a %u %w %H %I %M %S %p %F %T %D %R %%")
        }
        result += TemplateText(value, isTrusted: character.isTrusted)
      }
    }
    return isDirective ? result + TemplateText("%", isTrusted: true) : result
  }

  private func value(of letter: Unicode.Scalar) -> String? {
    switch letter {
    case "Y": Self.padded(year, 4)
    case "y": Self.padded(year % 100)
    case "m": Self.padded(month)
    case "d": Self.padded(day)
    case "e": day < 10 ? " \(day)" : "\(day)"
    case "j": Self.padded(dayOfYear, 3)
    case "B": Self.months[month - 1]
    case "b", "h": String(Self.months[month - 1].prefix(3))
    case "A": Self.weekdays[weekday]
    case "a": String(Self.weekdays[weekday].prefix(3))
    case "u": "\(weekday == 0 ? 7 : weekday)"
    case "w": "\(weekday)"
    case "H": Self.padded(hour)
    case "I": Self.padded((hour + 11) % 12 + 1)
    case "M": Self.padded(minute)
    case "S": Self.padded(second)
    case "p": hour < 12 ? "AM" : "PM"
    case "F": "\(year)-\(Self.padded(month))-\(Self.padded(day))"
    case "T", "X": "\(Self.padded(hour)):\(Self.padded(minute)):\(Self.padded(second))"
    case "D", "x": "\(Self.padded(month))/\(Self.padded(day))/\(Self.padded(year % 100))"
    case "R": "\(Self.padded(hour)):\(Self.padded(minute))"
    case "%": "%"
    default: nil
    }
  }

  private var dayOfYear: Int {
    (1..<month).reduce(day) { $0 + Self.days(inMonth: $1, ofYear: year) }
  }

  /// 0 is Sunday.
  private var weekday: Int {
    let before = year - 1
    return (before * 365 + before / 4 - before / 100 + before / 400 + dayOfYear) % 7
  }

  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
  ]
  private static let weekdays = [
    "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
  ]

  private static func days(inMonth month: Int, ofYear year: Int) -> Int {
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    return month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
  }

  private static func padded(_ number: Int, _ width: Int = 2) -> String {
    String(repeating: "0", count: max(0, width - String(number).count)) + String(number)
  }

  private static func numbers(
    _ text: Substring, separator: Character, widths: [Int]
  ) -> [Int]? {
    let parts = text.split(separator: separator, omittingEmptySubsequences: false)
    guard parts.count <= widths.count else { return nil }
    let numbers = zip(parts, widths).compactMap { part, width in
      part.utf8.count == width && part.utf8.allSatisfy { (0x30...0x39).contains($0) }
        ? Int(part) : nil
    }
    return numbers.count == parts.count ? numbers : nil
  }

  private static func refusal(_ text: String) -> CandorError {
    CandorError(
      .usage, "`\(text)` is no date", hint: "write it as 2026-01-31 or 2026-01-31T14:05:59")
  }
}
