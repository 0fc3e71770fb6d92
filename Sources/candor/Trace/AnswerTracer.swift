import CandorCore
import CandorCorpus
import SystemPackage

/// Says under a model's answers where their words stand in a dataset.
struct AnswerTracer {
  private let index: SuffixIndex
  private static let options = Trace.Options(spans: 3, examples: 1)

  /// - Parameter path: the folder of an index, or of a release; nil for none.
  init?(_ path: String?, threads: Int) throws {
    guard let path else { return nil }
    index = try TraceArguments.open(FilePath(path), threads: threads)
  }

  /// Shows the least probable spans of an answer.
  func show(_ answer: String) throws {
    let trace = try index.trace(Array(answer.utf8), options: Self.options)
    Terminal.write("")
    for line in TraceReport(trace).lines { Terminal.write("│ \(line)") }
  }

  /// Adds the trace of an answer to what `--json` says of it.
  func add(_ answer: String, to json: JSONValue) throws -> JSONValue {
    guard case .object(var object) = json else { return json }
    let start = ContinuousClock.now
    let trace = try index.trace(Array(answer.utf8))
    object["trace"] = trace.json(
      index.manifest, seconds: RunProgressBar.seconds(ContinuousClock.now - start))
    return .object(object)
  }
}
