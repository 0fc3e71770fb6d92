import CandorCore
import CandorCorpus
import CandorModels
import CandorTensors
import CandorText

/// How well a model answers the final questions of stories it has never seen.
///
/// An answer counts only if the greedy continuation is exactly the answer and then the end. Greedy
/// decoding gives that continuation if and only if the most probable token is the right one at every
/// place of it, so one forward pass over the whole document decides.
public struct FableEvaluation: Sendable {
  public struct Score: Sendable {
    public let split: FableSplit
    /// Nil for all kinds together.
    public let kind: FableQuestion.Kind?
    public let interval: WilsonInterval
  }

  public let scores: [Score]
  /// The mean entropy of the held-out documents, the lowest loss any model can reach, in nats for
  /// each token.
  public let entropyFloor: Double

  public static let documents: [(split: FableSplit, count: Int)] = [
    (.heldOut, 500), (.combinations, 250),
  ]

  public init(
    decoder: Decoder, parameters: borrowing Buffer<Float>, tokenizer: Tokenizer, seed: UInt64
  ) throws {
    let generator = FableGenerator(seed: seed)
    let workspace = DecoderWorkspace(
      decoder.configuration, rows: decoder.configuration.contextLength, keeping: .result)
    var logits = Buffer<Float>(
      count: decoder.configuration.contextLength * decoder.configuration.vocabularySize,
      repeating: 0)
    var scores: [Score] = []
    var (nats, tokens) = (0.0, 0)
    for (split, count) in Self.documents {
      var outcomes: [(kind: FableQuestion.Kind, isRight: Bool)] = []
      for index in 0..<UInt32(count) {
        let document = generator.document(index, split: split)
        guard let question = document.questions.last else { continue }
        var ids = tokenizer.encode(document.text, addSpecialTokens: true)
        ids.append(tokenizer.endOfText)
        let prompt = tokenizer.encode(
          Array(document.text[..<question.promptEnd]), addSpecialTokens: true)
        guard ids.count - 1 <= decoder.configuration.contextLength, ids.starts(with: prompt) else {
          throw CandorError(
            .mismatch, "document `\(document.id)` does not fit the model's context or tokenizer")
        }
        outcomes.append(
          (
            question.kind,
            decoder.predicts(
              ids, from: prompt.count, parameters: parameters, workspace: workspace,
              logits: &logits)
          ))
        if split == .heldOut {
          nats += document.entropy.nats
          tokens += ids.count - 1
        }
      }
      func score(_ kind: FableQuestion.Kind?) -> Score {
        let chosen = outcomes.filter { kind == nil || $0.kind == kind }
        return Score(
          split: split, kind: kind,
          interval: WilsonInterval(
            correct: chosen.count(where: \.isRight), of: chosen.count))
      }
      scores.append(score(nil))
      scores += FableQuestion.Kind.allCases.map(score).filter { $0.interval.total > 0 }
    }
    self.scores = scores
    entropyFloor = tokens == 0 ? 0 : nats / Double(tokens)
  }

  public var json: JSONValue {
    func rounded(_ value: Double) -> JSONValue { .double((value * 1e6).rounded() / 1e6) }
    return [
      "format": "candor.fable.evaluation/1",
      "entropyFloorNatsPerToken": rounded(entropyFloor),
      "scores": .array(
        scores.map {
          [
            "split": .string("\($0.split)"), "kind": .string($0.kind?.rawValue ?? "all"),
            "correct": .integer(Int64($0.interval.correct)),
            "total": .integer(Int64($0.interval.total)),
            "wilson95": [rounded($0.interval.lower), rounded($0.interval.upper)],
          ]
        }),
    ]
  }
}

extension Decoder {
  /// Whether every token of `ids` from `first` on is the most probable one after those before it.
  func predicts(
    _ ids: [Int32], from first: Int, parameters: borrowing Buffer<Float>,
    workspace: DecoderWorkspace, logits: inout Buffer<Float>
  ) -> Bool {
    let rows = ids.count - 1
    let vocabulary = configuration.vocabularySize
    let weights = FlatWeights(parameters.span, layout: layout)
    forward(
      DecoderBatch(tokens: Array(ids.dropLast()), windowLengths: [rows]), weights: weights,
      workspace: workspace)
    self.logits(
      first: first - 1, rows: rows - first + 1, weights: weights, workspace: workspace,
      into: &logits)
    let span = logits.span
    return (first..<ids.count).allSatisfy { place in
      let row = (place - first) * vocabulary
      return arithmetic.argmax(span.extracting(row..<(row + vocabulary))) == Int(ids[place])
    }
  }
}
