import CandorCore

extension LedgerLine {
  /// Reads one line without its line feed.
  ///
  /// - Throws: `malformed` unless the line is, byte for byte, what `encoded` would write.
  init(_ bytes: [UInt8], at place: CandorError.Location) throws {
    let value: JSONValue
    do {
      value = try JSONValue.parse(bytes, file: place.file ?? "")
    } catch let error as CandorError {
      // The parser knows the byte of the line; the reader needs the line of the file.
      throw CandorError(error.code, error.message, hint: error.hint, at: place, cause: error)
    }
    guard case .object(let object) = value, case .string(let kind) = object["kind"] else {
      throw CandorError(.malformed, "a ledger line must be an object with a `kind`", at: place)
    }
    switch kind {
    case "header": self = try Self.header(value, at: place)
    case "step": self = try Self.step(value, at: place)
    case "validation": self = try Self.validation(value, at: place)
    case "segment": self = try Self.segment(value, at: place)
    default:
      throw CandorError(.malformed, "unknown kind of line `\(kind.prefix(40))`", at: place)
    }
    guard encoded().dropLast().elementsEqual(bytes) else {
      throw CandorError(.malformed, "the line is not in canonical form (RFC 8785)", at: place)
    }
  }

  private static func header(
    _ value: JSONValue, at place: CandorError.Location
  ) throws -> LedgerLine {
    let object = try StrictObject(
      value,
      keys: [
        "kind", "format", "numerics", "recipeDigest", "dataDigest", "initialState", "tensors",
      ], at: place)
    let format = try object.string("format")
    guard format == Self.format else {
      throw CandorError(
        .unsupported, "the format is `\(format.prefix(80))`; this program reads `\(Self.format)`",
        at: object.location(of: "format"))
    }
    let tensors = try object.list("tensors").map { try TensorDigest($0.value, at: $0.place) }
    let state = try StateDigest(step: 0, tensors: tensors)
    guard state.digest == (try object.digest("initialState")) else {
      throw CandorError(
        .mismatch, "`initialState` is not the digest of the tensors in this line",
        at: object.location(of: "initialState"))
    }
    let inputs = RunInputs(
      numerics: UInt32(clamping: try object.integer("numerics", in: 1...Int(UInt32.max))),
      recipeDigest: try object.digest("recipeDigest"), dataDigest: try object.digest("dataDigest"))
    return .header(inputs, initialState: state)
  }

  private static func step(_ value: JSONValue, at place: CandorError.Location) throws -> LedgerLine
  {
    let object = try StrictObject(
      value,
      keys: [
        "kind", "step", "learningRateBits", "lossBits", "gradientNormBits", "tokens", "samples",
      ], at: place)
    return .step(
      LedgerStep(
        step: try object.integer("step", in: 1...largestJSONInteger),
        learningRate: try object.bits("learningRateBits"), loss: try object.bits("lossBits"),
        gradientNorm: try object.bits("gradientNormBits"),
        tokens: try object.integer("tokens", in: 0...largestJSONInteger),
        samples: try object.digest("samples")))
  }

  private static func validation(
    _ value: JSONValue, at place: CandorError.Location
  ) throws -> LedgerLine {
    let object = try StrictObject(
      value, keys: ["kind", "step", "validationLossBits", "tokens", "bytes"], at: place)
    return .validation(
      LedgerValidation(
        step: try object.integer("step", in: 0...largestJSONInteger),
        loss: try object.bits("validationLossBits"),
        tokens: try object.integer("tokens", in: 0...largestJSONInteger),
        bytes: try object.integer("bytes", in: 0...largestJSONInteger)))
  }

  private static func segment(
    _ value: JSONValue, at place: CandorError.Location
  ) throws -> LedgerLine {
    let object = try StrictObject(value, keys: RunSegment.keys + ["kind", "tensors"], at: place)
    guard case .object(let digests) = object.object["tensors"] else {
      throw CandorError(.malformed, "`tensors` must be an object", at: place)
    }
    let tensors = try digests.members.map { member in
      guard case .string(let text) = member.value, let digest = Digest(hex: text) else {
        throw CandorError(
          .malformed, "`tensors` must hold digests", at: object.location(of: "tensors"))
      }
      return (name: member.key, digest: digest)
    }
    return .segment(try RunSegment(object), tensors: tensors)
  }
}

extension TensorDigest {
  fileprivate init(_ value: JSONValue, at place: CandorError.Location) throws {
    let object = try StrictObject(
      value, keys: ["name", "elementType", "shape", "digest"], at: place)
    let shape = try object.list("shape").map { dimension, place in
      guard case .integer(let size) = dimension, (0...Int64(largestJSONInteger)).contains(size)
      else { throw CandorError(.malformed, "a dimension must be an integer from 0", at: place) }
      return Int(size)
    }
    try self.init(
      name: object.string("name"), elementType: object.string("elementType"), shape: shape,
      digest: object.digest("digest"))
  }
}
