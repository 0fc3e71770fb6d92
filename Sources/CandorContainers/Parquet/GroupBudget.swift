/// What the columns of one row group may hold and give together.
final class GroupBudget {
  let limits: ParquetLimits
  private var held = 0
  private var left: Int

  init(_ limits: ParquetLimits, groupBytes: Int) {
    self.limits = limits
    let (most, overflow) = groupBytes.multipliedReportingOverflow(by: limits.ratio)
    left = overflow ? .max / 2 : min(most, .max / 2) + limits.ratioFree
  }

  /// A page of `size` unpacked bytes takes the place of one of `old`.
  func hold(_ size: Int, insteadOf old: Int) throws {
    guard held - old + size <= limits.pageBytes else {
      throw ParquetDamage(.tooLarge, "pages beyond the limit on memory")
    }
    held += size - old
  }

  static let overdrawn = "unpacks beyond the limit"

  /// Counts bytes or values that come out.
  func give(_ count: Int) throws {
    left -= count
    guard left >= 0 else { throw ParquetDamage(.tooLarge, Self.overdrawn) }
  }
}
