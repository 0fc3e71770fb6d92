/// How many texts are in which language. It travels as part of `PieceFindings`; sums of parts are exact.
struct LanguageFindings: Sendable, Equatable, Codable {
  struct Count: Sendable, Equatable, Codable {
    var texts = 0
    /// Those whose language has less than the least probability.
    var unsure = 0
  }

  /// For each label of the model.
  var counts: [Count]
  /// Texts of which the model knows nothing, such as empty ones.
  var unknown = 0

  init(labels: Int) { counts = [Count](repeating: Count(), count: labels) }

  static func += (total: inout LanguageFindings, part: LanguageFindings) {
    for label in total.counts.indices {
      total.counts[label].texts += part.counts[label].texts
      total.counts[label].unsure += part.counts[label].unsure
    }
    total.unknown += part.unknown
  }
}
