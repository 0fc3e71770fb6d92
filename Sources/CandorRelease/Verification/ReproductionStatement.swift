import CandorCore
import SystemPackage

/// Somebody's word, signed, that they ran a release's training again and what came of it.
///
/// An in-toto statement about the release's lock file, apart from the signature of its files: whoever
/// made a release signs the files, and whoever reproduced it signs this.
public struct ReproductionStatement: Sendable, Equatable {
  /// The lock of the release, which names everything else.
  public let lock: Digest
  /// How many segments the run has, and which of them were run again and found equal.
  public let segments: Int
  public let replayed: [Int]
  /// The randomness that picked them, in hexadecimal; nil where all were run.
  public let challenge: String?
  /// The version of the arithmetic contract.
  public let numerics: UInt32
  /// Of the parameters; nil unless all segments were run again.
  public let parameters: Digest?

  private static let type = "https://in-toto.io/Statement/v1"
  private static let predicateType = "urn:candor:reproduction:1"
  private static let limit = 16 << 20

  public init(
    lock: Digest, segments: Int, replayed: [Int], challenge: String?, numerics: UInt32,
    parameters: Digest?
  ) {
    (self.lock, self.segments, self.replayed) = (lock, segments, replayed)
    (self.challenge, self.numerics, self.parameters) = (challenge, numerics, parameters)
  }
}

extension ReproductionStatement {
  /// Signs the statement and writes it as a bundle.
  ///
  /// - Throws: `inputOutput`, `notFound`.
  public func write(to path: FilePath, key: SigningKey) throws {
    let bundle = try SigstoreBundle.encode(
      key.sign(statement: encoded.canonical()), by: key.verifyingKey)
    try AtomicFile.write(bundle.pretty(), to: path)
  }

  /// Reads a statement, if it is by one of `keys`; nil if it is by somebody else.
  ///
  /// - Throws: `malformed`, `unsupported` for other statements, `notFound`, `inputOutput`.
  package init?(_ path: FilePath, by keys: [VerifyingKey]) throws {
    let file = path.string
    let bundle = try SigstoreBundle(FileSystem.read(path, limit: Self.limit), file: file)
    guard case .envelope(let envelope) = bundle.content,
      keys.contains(where: { $0.isValidSignature(of: bundle.content) })
    else { return nil }
    let value = try JSONValue.parse(envelope.payload, file: file)
    let statement = try StrictObject(
      value, keys: ["_type", "subject", "predicateType", "predicate"], at: .init(file: file))
    guard try statement.string("_type") == Self.type,
      try statement.string("predicateType") == Self.predicateType
    else {
      throw CandorError(
        .unsupported, "this is no statement about a reproduction",
        at: statement.location(of: "predicateType"))
    }
    try self.init(statement)
  }

  private init(_ statement: StrictObject) throws {
    let subjects = try statement.list("subject")
    guard subjects.count == 1,
      let predicate = try statement.object(
        "predicate", keys: ["segments", "replayed", "numerics"],
        optional: ["challenge", "parameters"])
    else {
      throw CandorError(.malformed, "expected one subject", at: statement.location(of: "subject"))
    }
    let subject = try StrictObject(
      subjects[0].value, keys: ["name", "digest"], at: subjects[0].place)
    let segments = try predicate.integer("segments", in: 1...largestJSONInteger)
    self.init(
      lock: try subject.object("digest", keys: ["sha256"])?.digest("sha256") ?? Digest(of: ""),
      segments: segments,
      replayed: try predicate.list("replayed").map { value, place in
        guard case .integer(let segment) = value, (0..<Int64(segments)).contains(segment) else {
          throw CandorError(.malformed, "expected a segment's number", at: place)
        }
        return Int(segment)
      },
      challenge: predicate.object["challenge"] == nil ? nil : try predicate.string("challenge"),
      numerics: UInt32(try predicate.integer("numerics", in: 1...Int(UInt32.max))),
      parameters: predicate.object["parameters"] == nil ? nil : try predicate.digest("parameters"))
  }

  private var encoded: JSONValue {
    var predicate: JSONObject = [
      "segments": .integer(Int64(segments)),
      "replayed": .array(replayed.map { .integer(Int64($0)) }),
      "numerics": .integer(Int64(numerics)),
    ]
    predicate["challenge"] = challenge.map { .string($0) }
    predicate["parameters"] = parameters.map { .string($0.hex) }
    return [
      "_type": .string(Self.type),
      "subject": [
        ["name": .string(ReleaseLock.fileName), "digest": ["sha256": .string(lock.hex)]]
      ],
      "predicateType": .string(Self.predicateType), "predicate": .object(predicate),
    ]
  }
}
