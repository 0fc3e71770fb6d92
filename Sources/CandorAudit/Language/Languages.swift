import CandorCore
import SystemPackage

/// A model that tells the languages of texts, and the languages that they should be in.
public struct Languages: Sendable {
  public let header: LanguageHeader
  let model: FastTextModel
  /// For each label, whether texts may have it.
  private let isAsked: [Bool]

  /// FineWeb's.
  public static let threshold = 0.65

  /// - Parameters:
  ///   - path: a model of fastText, such as `lid.176.ftz`.
  ///   - languages: as the model names them, without `__label__`; none if all are welcome.
  ///   - threshold: from 0 to 1.
  /// - Throws: `usage` for a language that the model does not tell, or another threshold; else as
  ///   `FastTextModel.init`.
  public init(
    _ path: FilePath, languages: [String] = [], threshold: Double = Self.threshold
  ) throws {
    guard 0...1 ~= threshold else {
      throw CandorError(.usage, "a probability is from 0 to 1, not \(threshold)")
    }
    let model = try FastTextModel(path)
    for language in languages where !model.labels.contains(language) {
      let meant = nearest(language, among: model.labels).map { "did you mean `\($0)`? " } ?? ""
      let some = model.labels.prefix(8).joined(separator: ", ")
      throw CandorError(
        .usage, "the model does not tell `\(language)`",
        hint: "\(meant)it tells \(model.labels.count) languages: \(some)…",
        at: .init(file: path.string))
    }
    self.model = model
    let asked = Set(languages)
    isAsked = model.labels.map { asked.isEmpty || asked.contains($0) }
    header = LanguageHeader(
      name: path.lastComponent?.string ?? path.string, digest: model.digest,
      labels: model.labels.count, languages: asked.sorted(), threshold: threshold)
  }

  /// Whether a text is in a language that was asked for.
  func accepts(_ prediction: FastTextClassifier.Prediction?) -> Bool {
    if header.languages.isEmpty { return true }
    guard let prediction else { return false }
    return isAsked[prediction.label] && isSure(prediction)
  }

  func isSure(_ prediction: FastTextClassifier.Prediction) -> Bool {
    prediction.probability >= header.threshold
  }
}
