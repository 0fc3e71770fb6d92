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

extension String {
  /// With spaces after it, at least one.
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: Swift.max(1, width - count))
  }
}
