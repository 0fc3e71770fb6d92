import CandorCorpus

/// Turns the events of an index's build into a bar with an estimate.
final class IndexProgressBar {
  private let bytes: Int
  private let clock = ContinuousClock()
  private var start = ContinuousClock.now
  private var isMerging = false

  /// - Parameter bytes: the size of the files that are read; 0 where it is not known.
  init(bytes: Int) { self.bytes = bytes }

  func show(_ event: IndexBuilder.Progress) {
    switch event {
    case .read(let done):
      guard bytes > 0 else { return Terminal.progress("sorting \(done >> 20) MiB") }
      show("sorting", done, of: bytes, unit: 1 << 20, "MiB")
    case .merged(let done, let total):
      if !isMerging {
        (isMerging, start) = (true, clock.now)
      }
      show("merging", done, of: total, unit: 1000, "thousand words")
    }
  }

  private func show(_ what: String, _ done: Int, of total: Int, unit: Int, _ name: String) {
    let elapsed = RunProgressBar.seconds(clock.now - start)
    // Compressed files hold more than their size says.
    let share = min(1, Double(done) / Double(max(1, total)))
    let left = share > 0 ? elapsed / share - elapsed : 0
    let filled = Int(30 * share)
    let bar = String(repeating: "█", count: filled) + String(repeating: "·", count: 30 - filled)
    Terminal.progress(
      "\(what) \(bar) \(done / unit)/\(max(done, total) / unit) \(name)  "
        + "\(Int(left.rounded())) s left")
  }
}
