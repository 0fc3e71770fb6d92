import CandorCore

/// What `candor reproduce` answers (docs/release-format.md).
public enum ReproductionVerdict: String, Sendable {
  /// Every segment was run again and everything is equal, bit for bit.
  case reproduced
  /// Some segments were run again and are equal.
  case spotChecked = "spot-checked"
  /// The digests agree with each other; nothing was run.
  case digestsOnly = "digests-only"
  /// Something differs, and `Difference` says where it begins.
  case diverged
  /// Pieces are missing without which nothing can be run.
  case cannot
}

/// Where a release and its rebuilding part.
public struct Difference: Sendable, Equatable {
  /// What differs: a file, the dataset, the initial state, a step, a state, the parameters.
  public var subject: String
  public var detail: String
  public var segment: Int?
  public var step: Int?
  public var tensor: String?
  /// The first element that differs, and how many binary32 numbers lie between the two.
  public var element: Int?
  public var ulps: Int?

  public init(
    _ subject: String, _ detail: String, segment: Int? = nil, step: Int? = nil,
    tensor: String? = nil, element: Int? = nil, ulps: Int? = nil
  ) {
    self.subject = subject
    self.detail = detail
    self.segment = segment
    self.step = step
    self.tensor = tensor
    self.element = element
    self.ulps = ulps
  }

  var json: JSONValue {
    var object: JSONObject = ["subject": .string(subject), "detail": .string(detail)]
    for (key, value) in [
      ("segment", segment), ("step", step), ("element", element), ("ulps", ulps),
    ] {
      if let value { object[key] = .integer(Int64(value)) }
    }
    if let tensor { object["tensor"] = .string(tensor) }
    return .object(object)
  }
}

/// The answer, with what was done to reach it.
public struct ReproductionResult: Sendable {
  public var verdict: ReproductionVerdict
  public var segments: Int
  /// Which segments were run again, counted from zero.
  public var replayed: [Int]
  public var parameterDigest: Digest?
  public var expectedDigest: Digest?
  public var firstDifference: Difference?
  /// Pieces or files that are missing.
  public var missing: [String]
  public var seconds: Double

  /// The probability that one altered segment was not among those run again.
  public var missProbability: Double {
    segments == 0 ? 1 : Double(segments - replayed.count) / Double(segments)
  }

  public var json: JSONValue {
    [
      "verdict": .string(verdict.rawValue), "segments": .integer(Int64(segments)),
      "segmentsReplayed": .integer(Int64(replayed.count)),
      "replayed": .array(replayed.map { .integer(Int64($0)) }),
      "missProbability": .double(missProbability),
      "parameterDigest": parameterDigest.map { .string($0.hex) } ?? .null,
      "expectedDigest": expectedDigest.map { .string($0.hex) } ?? .null,
      "firstDifference": firstDifference.map(\.json) ?? .null,
      "missing": .array(missing.map { .string($0) }),
      "seconds": .double((seconds * 1000).rounded() / 1000),
    ]
  }
}
