import SwiftASN1

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A point in time, in whole seconds since 1970 (UTC). What is smaller is cut off.
struct Moment: Comparable, Sendable {
  let seconds: Int

  init(seconds: Int) { self.seconds = seconds }

  static func < (first: Self, second: Self) -> Bool { first.seconds < second.seconds }

  /// As the library for certificates wants it.
  var date: Date { Date(timeIntervalSince1970: Double(seconds)) }
}

extension Moment {
  /// Reads `2021-01-12T11:53:27.000Z` (RFC 3339); nil for anything else, and for other zones than UTC.
  init?(text: String) {
    let bytes = Array(text.utf8)
    let form = Array("0000-00-00T00:00:00".utf8)
    guard bytes.count > form.count, bytes.last == UInt8(ascii: "Z") else { return nil }
    for (byte, shape) in zip(bytes, form) {
      let isDigit = (0x30...0x39).contains(byte)
      guard shape == 0x30 ? isDigit : byte == shape else { return nil }
    }
    let fraction = bytes[form.count...].dropLast()
    guard fraction.isEmpty || fraction.first == UInt8(ascii: ".") && fraction.count > 1,
      fraction.dropFirst().allSatisfy({ 0x30...0x39 ~= $0 })
    else { return nil }
    func number(_ range: Range<Int>) -> Int {
      bytes[range].reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }
    self.init(
      year: number(0..<4), month: number(5..<7), day: number(8..<10),
      time: (number(11..<13), number(14..<16), number(17..<19)))
  }

  init?(_ time: GeneralizedTime) {
    self.init(
      year: time.year, month: time.month, day: time.day,
      time: (time.hours, time.minutes, time.seconds))
  }

  private init?(year: Int, month: Int, day: Int, time: (hours: Int, minutes: Int, seconds: Int)) {
    guard (1970...9999).contains(year), (1...12).contains(month), (1...31).contains(day),
      (0..<24).contains(time.hours), (0..<60).contains(time.minutes),
      (0...60).contains(time.seconds)
    else { return nil }
    // Days since 1 March of the year 0, a calendar in which the leap day is the last one.
    let shifted = month > 2 ? year : year - 1
    let place = (month + 9) % 12
    let days =
      365 * shifted + shifted / 4 - shifted / 100 + shifted / 400 + (153 * place + 2) / 5 + day - 1
    seconds = (((days - 719_468) * 24 + time.hours) * 60 + time.minutes) * 60 + time.seconds
  }
}

/// From when to when something may be relied on; both ends belong to it.
struct ValidityPeriod: Sendable {
  let start: Moment
  /// Nil while it lasts.
  let end: Moment?

  func contains(_ moment: Moment) -> Bool { start <= moment && end.map { moment <= $0 } ?? true }
}

extension Moment {
  /// `2025-01-31 12:00:00 UTC`.
  var text: String {
    let (days, rest) = seconds.quotientAndRemainder(dividingBy: 86_400)
    // From days since 1 March of the year 0, as above; an era has 400 years.
    let shifted = days + 719_468
    let (era, day) = shifted.quotientAndRemainder(dividingBy: 146_097)
    let yearOfEra = (day - day / 1460 + day / 36_524 - day / 146_096) / 365
    let dayOfYear = day - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let place = (5 * dayOfYear + 2) / 153
    let month = place < 10 ? place + 3 : place - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let date = "\(year)-\(two(month))-\(two(dayOfYear - (153 * place + 2) / 5 + 1))"
    return "\(date) \(two(rest / 3600)):\(two(rest / 60 % 60)):\(two(rest % 60)) UTC"
  }
}
