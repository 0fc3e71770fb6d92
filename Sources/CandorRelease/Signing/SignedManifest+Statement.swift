import CandorCore
import SystemPackage

/// A manifest as an in-toto statement, which is what the signature is over.
///
/// Source: https://github.com/in-toto/attestation, Statement v1
extension SignedManifest {
  private static let statementType = "https://in-toto.io/Statement/v1"
  private static let predicateType = "https://model_signing/signature/v1.0"
  /// Of model-signing 0.2: the files are the subjects, and nothing is said of how they were chosen.
  private static let earlyPredicateType = "https://model_signing/Digests/v0.1"

  var statement: JSONValue {
    [
      "_type": .string(Self.statementType),
      "subject": [["name": .string(model), "digest": ["sha256": .string(root.hex)]]],
      "predicateType": .string(Self.predicateType),
      "predicate": [
        "serialization": [
          "method": "files", "hash_type": "sha256", "allow_symlinks": .bool(policy.allowsLinks),
          "ignore_paths": .array(policy.ignoredPaths.map { .string($0) }),
        ],
        "resources": .array(
          resources.map {
            [
              "name": .string($0.slice.name), "algorithm": "sha256",
              "digest": .string($0.digest.hex),
            ]
          }),
      ],
    ]
  }

  /// - Parameter file: the bundle, for errors.
  /// - Throws: `malformed`; `unsupported` for other statements and other digests than SHA-256;
  ///   `mismatch` when the digest of the whole is not that of the parts.
  init(statement bytes: [UInt8], file: String) throws {
    guard case .object(let statement) = try JSONValue.parse(bytes, file: "\(file): statement")
    else {
      throw CandorError(.malformed, "the statement is not an object", at: .init(file: file))
    }
    let type = try statement.string("_type", in: file)
    let predicateType = try statement.string("predicateType", in: file)
    let isEarly = predicateType == Self.earlyPredicateType
    guard type == Self.statementType, isEarly || predicateType == Self.predicateType else {
      throw CandorError(
        .unsupported, "`\(predicateType.prefix(80))` is no statement about a model's files",
        hint: "expected \(Self.predicateType)", at: .init(file: file, field: "predicateType"))
    }
    let subjects = try Self.objects("subject", of: statement, file)
    if isEarly {
      model = ""
      policy = Policy()
      resources = try subjects.map {
        Resource(
          slice: FileSlice(try $0.string("name", in: file)),
          digest: try Self.digest("sha256", of: $0.object("digest", in: file), file))
      }
      return
    }
    guard subjects.count == 1 else {
      throw CandorError(
        .malformed, "a statement has one subject, not \(subjects.count)",
        at: .init(file: file, field: "subject"))
    }
    let predicate = try statement.object("predicate", in: file)
    let policy = try Policy(predicate.object("serialization", in: file), file)
    model = try subjects[0].string("name", in: file)
    self.policy = policy
    resources = try Self.objects("resources", of: predicate, file)
      .map { try Self.resource($0, isShard: policy.shardBytes != nil, file) }
    let claimed = try Self.digest("sha256", of: subjects[0].object("digest", in: file), file)
    guard claimed == root else {
      throw CandorError(
        .mismatch, "the digest of the model is not that of its files' digests",
        at: .init(file: file, field: "subject"))
    }
  }

  private static func resource(
    _ object: JSONObject, isShard: Bool, _ file: String
  ) throws -> Resource {
    let name = try object.string("name", in: file)
    let algorithm = try object.string("algorithm", in: file)
    guard algorithm == "sha256" || isShard && algorithm.hasPrefix("sha256-sharded-") else {
      throw CandorError(
        .unsupported, "digests of kind `\(algorithm.prefix(40))` are not computed here",
        at: .init(file: file, field: name))
    }
    guard let slice = isShard ? FileSlice(shard: name) : FileSlice(name) else {
      throw CandorError(
        .malformed, "a part of a file is named `path:start:end`",
        at: .init(file: file, field: name))
    }
    return Resource(slice: slice, digest: try digest("digest", of: object, file))
  }

  private static func digest(
    _ key: String, of object: JSONObject, _ file: String
  ) throws -> Digest {
    guard let digest = Digest(hex: try object.string(key, in: file).lowercased()) else {
      throw CandorError(
        .malformed, "expected 64 hexadecimal digits", at: .init(file: file, field: key))
    }
    return digest
  }

  private static func objects(
    _ key: String, of object: JSONObject, _ file: String
  ) throws -> [JSONObject] {
    try object.array(key, in: file).map {
      guard case .object(let object) = $0 else {
        throw CandorError(
          .malformed, "expected an object, found \($0.kind)", at: .init(file: file, field: key))
      }
      return object
    }
  }
}

extension SignedManifest.Policy {
  fileprivate init(_ object: JSONObject, _ file: String) throws {
    let (method, hash) = (
      try object.string("method", in: file), try object.string("hash_type", in: file)
    )
    guard ["files", "shards"].contains(method), hash == "sha256" else {
      throw CandorError(
        .unsupported, "`\(method.prefix(40))` with `\(hash.prefix(40))` is not computed here",
        at: .init(file: file, field: "serialization"))
    }
    allowsLinks = try object.optionalBool("allow_symlinks", in: file) ?? false
    if let paths = try object.optionalArray("ignore_paths", in: file) {
      ignoredPaths = paths.compactMap { if case .string(let path) = $0 { path } else { nil } }
    }
    guard method == "shards" else { return }
    // Written by way of a format whose only numbers are floating: 1000000000.0.
    let size = try object.double("shard_size", in: file)
    guard size >= 1, size <= 0x1p53, let bytes = Int(exactly: size) else {
      throw CandorError(
        .malformed, "`\(size)` is no number of bytes",
        at: .init(file: file, field: "shard_size"))
    }
    shardBytes = bytes
  }
}

extension FileSlice {
  /// Reads `path:start:end`, the end being exclusive; the path may hold colons itself.
  fileprivate init?(shard text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count >= 3, let start = Int(parts[parts.count - 2]),
      let end = Int(parts[parts.count - 1]), 0 <= start, start < end
    else { return nil }
    self.init(parts.dropLast(2).joined(separator: ":"), range: start..<end)
  }
}

extension FilePath {
  /// The last name of the path, also of `.` and `..`.
  var nameOnDisk: String {
    if let name = lastComponent, name.kind == .regular { return name.string }
    let full = (FileSystem.workingFolder() ?? "/").pushing(self).lexicallyNormalized()
    return full.lastComponent?.string ?? "/"
  }
}
