extension Int {
  /// A number of bytes as people read it: three figures and a unit.
  var inUnits: String {
    var (value, unit) = (Double(self), 0)
    let units = ["bytes", "KiB", "MiB", "GiB", "TiB", "PiB"]
    while value >= 1024, unit < units.count - 1 { (value, unit) = (value / 1024, unit + 1) }
    if unit == 0 { return "\(self) bytes" }
    return RunProgressBar.fixed(value, value >= 100 ? 0 : value >= 10 ? 1 : 2) + " " + units[unit]
  }
}

extension Double {
  /// Four figures: `0.01234`, `-1.500e-7` where the place of the point is far away.
  var inFigures: String {
    guard isFinite, self != 0 else { return isNaN ? "–" : self == 0 ? "0" : description }
    var (value, exponent) = (magnitude, 0)
    while value >= 10 { (value, exponent) = (value / 10, exponent + 1) }
    while value < 1 { (value, exponent) = (value * 10, exponent - 1) }
    let sign = self < 0 ? "-" : ""
    guard -4...6 ~= exponent else { return "\(sign)\(RunProgressBar.fixed(value, 3))e\(exponent)" }
    return sign + RunProgressBar.fixed(magnitude, max(0, 3 - exponent))
  }
}

extension String {
  /// With spaces after it, at least one.
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: Swift.max(1, width - count))
  }
}
