import CandorRelease
import CandorTraining

/// Turns the events of a run into a bar with an estimate, and a line for each validation.
final class RunProgressBar {
  private let clock = ContinuousClock()
  private lazy var start = clock.now
  private var shown: ContinuousClock.Instant?
  private let logsValidations: Bool

  init(logsValidations: Bool) {
    self.logsValidations = logsValidations
  }

  func show(_ event: RunProgress) {
    switch event {
    case .preparing(let what):
      Terminal.progress(what)
      start = clock.now
    case .step(let step, let done, let total):
      if done == 1 { start = clock.now }
      let now = clock.now
      if let shown, now - shown < .milliseconds(100), done < total { return }
      shown = now
      let elapsed = Self.seconds(now - start)
      let remaining = done > 1 ? elapsed / Double(done - 1) * Double(total - done) : 0
      let width = 30
      let filled = total > 0 ? width * done / total : width
      let bar =
        String(repeating: "█", count: filled) + String(repeating: "·", count: width - filled)
      Terminal.progress(
        "\(bar) \(done)/\(total)  loss \(Self.fixed(Double(step.loss), 4))  "
          + "\(Int(remaining.rounded())) s left")
    case .validation(let validation):
      guard logsValidations else { return }
      let bits =
        Double(validation.loss) * Double(validation.tokens)
        / (Double(validation.bytes) * 0.6931471805599453)
      Terminal.log(
        "step \(validation.step): held-out loss \(Self.fixed(Double(validation.loss), 4)) nats "
          + "per token, \(Self.fixed(bits, 4)) bits per byte")
    case .segment: break
    }
  }

  static func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
  }

  /// A number with a fixed count of decimals.
  static func fixed(_ value: Double, _ places: Int) -> String {
    var scale = 1.0
    for _ in 0..<places { scale *= 10 }
    guard value.isFinite, abs(value) < 1e12 else { return "\(value)" }
    let digits = String(Int((abs(value) * scale).rounded()))
    let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
    let point = padded.index(padded.endIndex, offsetBy: -places)
    let text = places == 0 ? padded : "\(padded[..<point]).\(padded[point...])"
    return value < 0 ? "-" + text : text
  }
}
