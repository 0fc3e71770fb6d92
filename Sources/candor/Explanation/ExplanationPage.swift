import CandorModels
import CandorTensors

/// An explanation as one page of HTML.
///
/// The text, each token coloured by its surprise, with a card that shows what was expected; the
/// surprise and entropy as bars; and the logit lens, layer over layer.
struct ExplanationPage {
  private let explanation: Explanation
  private let model: String

  init(_ explanation: Explanation, model: String) {
    self.explanation = explanation
    self.model = model
  }

  var html: String {
    HTMLPage(title: "\(model) explained", style: Self.style, body: body).html
  }

  private var body: String {
    """
    <header>
    <h1>What <em>\(model.escapedForHTML)</em> expected</h1>
    <p>\(explanation.places.count) tokens, mean surprise \
    <b>\(explanation.meanSurprise?.inBits ?? "–")</b> bits. \(legend)</p>
    </header>
    <main>
    <section><h2>The text</h2>
    <p class="hint">Point at a token, or reach it with the Tab key.</p>
    <div class="text">\(tokens)</div></section>
    <section><h2>Surprise and doubt</h2>
    <p class="hint">For each token, in bits: how much it surprised, −log₂ p, and how open the question was \
    before it came, the entropy.</p>
    <div class="scroll"><table class="bars"><tr>\(bars)</tr></table></div></section>
    <section><h2>Layer by layer</h2>
    <p class="hint">The first choice of each layer, as if it were the last; the deeper the blue, the more \
    probable. A frame marks the token that came.</p>
    <div class="scroll"><table class="lens">\(lens)</table></div></section>
    </main>
    <footer>\(Numerics.name): the same figures on every machine.</footer>
    """
  }

  private var legend: String {
    "<span class=\"legend\">"
      + ["expected", "", "", "", "surprising"].enumerated().map { index, word in
        "<i style=\"background:\(Self.heat(Double(index) / 4))\">\(word)</i>"
      }.joined() + "</span>"
  }

  // Tokens.

  private var tokens: String {
    let places = explanation.places.map { place in
      let surprise = place.reading.map { Self.bits($0) }
      let colour = surprise.map { Self.heat(min(1, $0 / 12)) } ?? "transparent"
      let breaks = (explanation.texts[place.token] ?? "").contains("\n") ? "<br>" : ""
      return """
        <span class="token\(place.isGenerated ? " own" : "")" tabindex="0" \
        style="background:\(colour)">\(shown(place.token))\(card(place))</span>\(breaks)
        """
    }
    return (places + ["<span class=\"token next\" tabindex=\"0\">…\(nextCard)</span>"]).joined()
  }

  private func card(_ place: Explanation.Place) -> String {
    guard let reading = place.reading else {
      return "<span class=\"card\">Nothing stood before the first token.</span>"
    }
    return """
      <span class="card"><b>\(shown(place.token))</b> \
      \(reading.probability.inPerCent), rank \(reading.rank)\
      <small>surprise \((-Double(reading.logProbability)).inBits) bits, entropy \
      \(reading.entropy.inBits) bits</small>\(list(reading.alternatives, came: place.token))</span>
      """
  }

  private var nextCard: String {
    "<span class=\"card\"><b>What would come next</b>\(list(explanation.next, came: nil))</span>"
  }

  private func list(_ alternatives: [TokenProbability], came: Int32?) -> String {
    alternatives.map { alternative in
      let width = RunProgressBar.fixed(alternative.probability * 100, 1)
      return """
        <span class="choice\(alternative.token == came ? " came" : "")">\
        <i style="width:\(width)%"></i><s>\(shown(alternative.token))</s>\
        <u>\(alternative.probability.inPerCent)</u></span>
        """
    }.joined()
  }

  // Bars.

  private var bars: String {
    explanation.places.map { place in
      let (surprise, entropy) =
        place.reading.map { (Self.bits($0), $0.entropy / Self.bit) } ?? (0, 0)
      func height(_ bits: Double) -> String { RunProgressBar.fixed(min(bits, 20) * 6, 1) }
      return """
        <td><div class="bar"><i style="height:\(height(surprise))px;background:\
        \(Self.heat(min(1, surprise / 12)))"></i><i class="open" style="height:\(height(entropy))px"></i>\
        </div><span>\(shown(place.token))</span></td>
        """
    }.joined()
  }

  // The lens.

  private var lens: String {
    let read = explanation.places.filter { !$0.layers.isEmpty }
    guard let layers = read.first?.layers.count else { return "" }
    let rows = (0..<layers).reversed().map { layer in
      "<tr><th>\(layer + 1)</th>" + read.map { cell($0, layer) }.joined() + "</tr>"
    }
    let came = read.map { "<th>\(shown($0.token))</th>" }.joined()
    return rows.joined(separator: "\n") + "<tr class=\"came\"><th>came</th>\(came)</tr>"
  }

  private func cell(_ place: Explanation.Place, _ layer: Int) -> String {
    let reading = place.layers[layer]
    let first = reading.alternatives[0]
    let share = first.probability
    return """
      <td\(first.token == place.token ? " class=\"hit\"" : "") style="background:\(Self.blue(share));\
      color:\(share > 0.55 ? "#fff" : "#223")" title="layer \(layer + 1): \
      \(first.probability.inPerCent); the token that came: \
      \(reading.probability.inPerCent), rank \(reading.rank)">\(shown(first.token))</td>
      """
  }

  // Figures and text.

  private static let bit = 0.6931471805599453

  private static func bits(_ reading: TokenReading) -> Double {
    -Double(reading.logProbability) / bit
  }

  /// The text of a token, its white space pale.
  private func shown(_ token: Int32) -> String {
    explanation.visibleText(of: token).escapedForHTML
      .map { ["␣", "⏎", "⇥"].contains($0) ? "<var>\($0)</var>" : String($0) }.joined()
  }
}
