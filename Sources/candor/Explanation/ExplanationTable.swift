import CandorModels

/// An explanation as lines of text.
struct ExplanationTable {
  let lines: [String]

  init(_ explanation: Explanation) {
    var lines = [Self.row("token", "p", "rank", "entropy", "expected")]
    for place in explanation.places {
      let token = (place.isGenerated ? "+ " : "  ") + explanation.visibleText(of: place.token)
      guard let reading = place.reading else {
        lines.append(Self.row(token, "", "", "", ""))
        continue
      }
      lines.append(
        Self.row(
          token, reading.probability.inPerCent, "\(reading.rank)",
          "\(reading.entropy.inBits)", Self.list(reading.alternatives, explanation)))
    }
    lines.append(Self.row("  next", "", "", "", Self.list(explanation.next, explanation)))
    if let surprise = explanation.meanSurprise {
      lines.append("mean surprise \(surprise.inBits) bits per token")
    }
    self.lines = lines
  }

  private static func list(
    _ alternatives: [TokenProbability], _ explanation: Explanation
  ) -> String {
    alternatives.map {
      explanation.visibleText(of: $0.token) + " " + $0.probability.inPerCent
    }.joined(separator: "  ")
  }

  private static func row(
    _ token: String, _ probability: String, _ rank: String, _ entropy: String, _ list: String
  ) -> String {
    padded(token, 20) + padded(left: probability, 8) + padded(left: rank, 8)
      + padded(left: entropy, 9) + "   " + list
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }

  private static func padded(left text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(1, width - text.count)) + text
  }
}

extension Explanation {
  /// What a token writes, with its white space and control characters to be seen.
  func visibleText(of token: Int32) -> String {
    let text = texts[token] ?? ""
    return text.unicodeScalars.map { scalar in
      switch scalar {
      case " ": "␣"
      case "\n": "⏎"
      case "\t": "⇥"
      default:
        scalar.properties.generalCategory == .control
          ? "·\(String(scalar.value, radix: 16))·" : String(scalar)
      }
    }.joined()
  }
}

extension Double {
  /// A number of nats as bits, with two decimals.
  var inBits: String { RunProgressBar.fixed(self / 0.6931471805599453, 2) }

  /// A probability in per cent.
  var inPerCent: String {
    let share = self * 100
    return share >= 99.95
      ? "100 %" : share >= 0.1 ? RunProgressBar.fixed(share, 1) + " %" : "<0.1 %"
  }
}
