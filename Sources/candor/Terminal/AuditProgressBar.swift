/// Turns the progress of an audit into a bar with an estimate.
final class AuditProgressBar {
  private let clock = ContinuousClock()
  /// When the audit began, and what was done before.
  private var start: (instant: ContinuousClock.Instant, done: Int)?

  func show(_ done: Int, of all: Int) {
    let start = start ?? (clock.now, done)
    self.start = start
    let elapsed = RunProgressBar.seconds(clock.now - start.instant)
    let new = done - start.done
    let left =
      new > 0 ? "  \(Int((elapsed / Double(new) * Double(all - done)).rounded())) s left" : ""
    let filled = all > 0 ? 30 * done / all : 30
    let bar = String(repeating: "█", count: filled) + String(repeating: "·", count: 30 - filled)
    Terminal.progress("\(bar) \(done / 1_000_000)/\(all / 1_000_000) MB\(left)")
  }
}
