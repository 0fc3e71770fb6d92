import CandorRelease

/// The course of a run as a picture: loss over steps, the held-out loss, and the floor where it is
/// known. An SVG that reads in light and dark, without scripts or fonts of its own.
struct LossPlot {
  let title: String
  let steps: [LedgerStep]
  let validations: [LedgerValidation]
  /// The lowest mean loss any model can reach, in nats for each token.
  let floor: Double?

  private let width = 720.0
  private let height = 360.0
  private let left = 56.0
  private let right = 16.0
  private let top = 40.0
  private let bottom = 44.0

  var svg: String {
    let losses = steps.map { Double($0.loss) } + validations.map { Double($0.loss) }
    let highest = (losses.max() ?? 1) * 1.02
    let last = Double(max(steps.last?.step ?? 1, 1))
    func x(_ step: Int) -> String {
      decimal(left + Double(step) / last * (width - left - right))
    }
    func y(_ loss: Double) -> String {
      decimal(height - bottom - loss / highest * (height - top - bottom))
    }
    var body = ""
    for mark in marks(upTo: highest) {
      body += """
        <line class="grid" x1="\(decimal(left))" x2="\(decimal(width - right))" y1="\(y(mark))" y2="\(y(mark))"/>
        <text x="\(decimal(left - 8))" y="\(y(mark))" text-anchor="end" dominant-baseline="middle">\(decimal(mark))</text>

        """
    }
    for index in 0...4 {
      let step = Int(last) * index / 4
      body +=
        "<text x=\"\(x(step))\" y=\"\(decimal(height - bottom + 18))\" text-anchor=\"middle\">\(step)</text>\n"
    }
    let points = steps.map { "\(x($0.step)),\(y(Double($0.loss)))" }.joined(separator: " ")
    body += "<polyline class=\"training\" points=\"\(points)\"/>\n"
    let held = validations.map { "\(x($0.step)),\(y(Double($0.loss)))" }
    if !held.isEmpty {
      body += "<polyline class=\"validation\" points=\"\(held.joined(separator: " "))\"/>\n"
    }
    if let floor {
      body += """
        <line class="floor" x1="\(decimal(left))" x2="\(decimal(width - right))" y1="\(y(floor))" y2="\(y(floor))"/>
        <text class="floor-label" x="\(decimal(width - right))" y="\(y(floor))" dy="14" text-anchor="end">entropy floor \(decimal(floor, 3))</text>

        """
    }
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Int(width)) \(Int(height))" role="img" aria-label="loss over steps">
      <style>
      svg { background: #fff; font: 12px system-ui, sans-serif } text { fill: #333 }
      polyline { fill: none; stroke-width: 1.5 } .grid { stroke: #ddd } .training { stroke: #4477aa }
      .validation { stroke: #cc6677; stroke-width: 2.5 } .floor { stroke: #228833; stroke-dasharray: 5 4 }
      @media (prefers-color-scheme: dark) { svg { background: #15181c } text { fill: #ccc } .grid { stroke: #333 } .training { stroke: #77aadd } }
      </style>
      <text x="\(decimal(left))" y="22" font-size="14">\(escaped(title)): loss in nats per token, training and held-out, over steps</text>
      \(body)</svg>

      """
  }

  private func marks(upTo highest: Double) -> [Double] {
    let step = highest > 6 ? 2.0 : highest > 2.5 ? 1 : 0.5
    return Array(stride(from: 0, through: highest, by: step))
  }

  private func escaped(_ text: String) -> String {
    var result = ""
    for character in text.unicodeScalars {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      default: result.unicodeScalars.append(character)
      }
    }
    return result
  }

  /// A decimal fraction with at most `places` places.
  private func decimal(_ value: Double, _ places: Int = 2) -> String {
    var scale = 1
    for _ in 0..<places { scale *= 10 }
    let scaled = Int((value * Double(scale)).rounded())
    let fraction = String(abs(scaled) % scale)
    let padded = String(repeating: "0", count: places - fraction.count) + fraction
    return (scaled < 0 ? "-" : "") + "\(abs(scaled) / scale).\(padded)"
  }
}
