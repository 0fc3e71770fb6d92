import CandorCore

/// The first 64 bytes of a fastText file: how texts become rows of its matrix.
struct FastTextSettings: Sendable {
  enum Loss: Int {
    case hierarchicalSoftmax = 1
    case negativeSampling, softmax, oneVersusAll
  }

  /// Numbers of a row.
  let dimension: Int
  /// Words of the longest run that has a row.
  let wordRun: Int
  let loss: Loss
  /// Rows for runs of letters and words, by their hashes.
  let buckets: Int
  /// Letters of a run that has a row; empty if words alone have.
  let letterRuns: Range<Int>

  private static let magic = 793_712_314
  private static let supervised = 3
  /// Of letters or words; the work for a text grows with it.
  private static let longestRun = 64

  /// - Throws: `malformed`; `unsupported` for another version, or a model that tells no labels.
  init(_ file: inout FastTextFile) throws {
    guard file.file.integer(at: 0, as: Int32.self).map({ Int($0) }) == Self.magic else {
      throw file.refusal(
        "this is not a model of fastText", "magic", at: 0, hint: "give a `.bin` or an `.ftz`")
    }
    _ = try file.integer("magic", Int32.self)
    let version = try file.integer("version", Int32.self)
    guard 11...12 ~= version else {
      throw file.refusal("version \(version) is not read", "version", at: 4, .unsupported)
    }
    dimension = try file.integer("dim", Int32.self, in: 1...1 << 16)
    for field in ["ws", "epoch", "minCount", "neg"] { _ = try file.integer(field, Int32.self) }
    wordRun = try file.integer("wordNgrams", Int32.self, in: 0...Self.longestRun)
    let lossPlace = file.offset
    guard let loss = Loss(rawValue: try file.integer("loss", Int32.self)) else {
      throw file.refusal("there is no such loss", "loss", at: lossPlace)
    }
    self.loss = loss
    guard try file.integer("model", Int32.self, in: 1...3) == Self.supervised else {
      throw file.refusal(
        "the model tells no labels", "model", at: file.offset - 4, .unsupported,
        hint: "give one that was trained with `fasttext supervised`")
    }
    buckets = try file.integer("bucket", Int32.self, in: 0...Int(Int32.max))
    let shortest = try file.integer("minn", Int32.self, in: 0...Self.longestRun)
    let longest = try file.integer("maxn", Int32.self, in: 0...Self.longestRun)
    // Models of version 11 say that they have runs of letters, and have none.
    letterRuns = version == 11 || longest == 0 ? 0..<0 : shortest..<max(shortest, longest + 1)
    for field in ["lrUpdateRate", "t", "t"] { _ = try file.integer(field, Int32.self) }
    guard buckets > 0 || !usesBuckets else {
      throw file.refusal("the model has runs and no rows for them", "bucket", at: 40)
    }
  }

  /// Whether anything but words has rows.
  var usesBuckets: Bool { !letterRuns.isEmpty || wordRun > 1 }
}
