import CandorCore

/// An entry of a log of signatures (Rekor), and what proves that it is there.
///
/// Source: https://github.com/sigstore/protobuf-specs, `sigstore_rekor.proto`
struct LogEntry: Sendable, Equatable {
  /// The place of the entry among all entries of the log.
  let index: Int
  /// The digest that names the log.
  let log: [UInt8]
  /// Such as `dsse` and `0.0.1`.
  let kind: String
  let version: String
  /// When the log took the entry in, by its own word; nil in logs that leave time to others.
  let integrated: Moment?
  /// The log's signature over body, place and time.
  let promise: [UInt8]?
  let proof: InclusionProof?
  /// The entry as it is logged: JSON.
  let body: [UInt8]

  init(_ object: JSONObject, in file: String) throws {
    index = try object.whole("logIndex", in: file) ?? 0
    log = try object.object("logId", in: file).bytes("keyId", in: file)
    let kindVersion = try object.object("kindVersion", in: file)
    kind = try kindVersion.string("kind", in: file)
    version = try kindVersion.string("version", in: file)
    let seconds = try object.whole("integratedTime", in: file)
    integrated = seconds.flatMap { $0 == 0 ? nil : Moment(seconds: $0) }
    promise = try object.optionalObject("inclusionPromise", in: file)
      .map { try $0.bytes("signedEntryTimestamp", in: file) }
    proof = try object.optionalObject("inclusionProof", in: file)
      .map { try InclusionProof($0, in: file) }
    body = try object.bytes("canonicalizedBody", in: file)
  }

  /// What `promise` signs.
  var promised: [UInt8] {
    let value: JSONValue = [
      "body": .string(Base64.encode(body)),
      "integratedTime": .integer(Int64(integrated?.seconds ?? 0)),
      "logID": .string(log.hexadecimal), "logIndex": .integer(Int64(index)),
    ]
    return value.canonical()
  }
}

extension JSONObject {
  /// Bytes in base64, at least one.
  ///
  /// - Throws: `malformed`.
  func bytes(_ key: String, in file: String) throws -> [UInt8] {
    guard let bytes = Base64.decode(try string(key, in: file)), !bytes.isEmpty else {
      throw CandorError(.malformed, "expected base64", at: .init(file: file, field: key))
    }
    return bytes
  }

  /// A number from 0 on, which protocol buffers write as text; nil if it is left out, which means 0.
  ///
  /// - Throws: `malformed`.
  func whole(_ key: String, in file: String) throws -> Int? {
    guard case .string(let text)? = self[key] else {
      return try optionalInteger(key, in: file, range: 0...(1 << 53))
    }
    guard !text.isEmpty, text.utf8.allSatisfy({ 0x30...0x39 ~= $0 }), let number = Int(text),
      number <= 1 << 53
    else {
      throw CandorError(
        .malformed, "`\(text.prefix(40))` is no whole number", at: .init(file: file, field: key))
    }
    return number
  }
}

extension Sequence<UInt8> {
  var hexadecimal: String {
    map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }
}
