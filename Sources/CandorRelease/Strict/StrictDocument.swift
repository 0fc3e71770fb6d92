import CandorCore
import Yams

/// Reads a YAML file into `StrictValue`s and refuses everything that a manifest or recipe has no
/// need of. The only file that knows Yams.
package enum StrictDocument {
  /// A manifest or recipe is a page or two; this is twenty.
  package static let byteLimit = 1 << 16
  static let depthLimit = 32

  /// Parses the bytes of one YAML document.
  ///
  /// - Parameter file: the name that errors carry.
  /// - Throws: `malformed` with file and line for YAML that is broken or not strict,
  ///   `limitExceeded` for more than `byteLimit` bytes or `depthLimit` levels.
  package static func parse(_ bytes: [UInt8], file: String) throws -> StrictValue {
    guard bytes.count <= byteLimit else {
      throw CandorError(
        .limitExceeded, "the file has \(bytes.count) bytes; at most \(byteLimit) are read",
        at: .init(file: file))
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw CandorError(.malformed, "the file is not valid UTF-8", at: .init(file: file))
    }
    try AliasScan.refuse(in: bytes, file: file)
    try NestingScan.refuse(in: bytes, file: file)
    do {
      // The encoding is named because Yams would otherwise take it from the environment.
      let parser = try Parser(yaml: text, encoding: .utf8)
      guard let root = try parser.singleRoot() else {
        throw CandorError(.malformed, "the file is empty", at: .init(file: file))
      }
      // A node knows its anchor only as long as the parser lives.
      return try withExtendedLifetime(parser) { try convert(root, depth: 1, file: file) }
    } catch let error as YamlError {
      throw translate(error, file: file)
    }
  }

  private static func convert(_ node: Node, depth: Int, file: String) throws -> StrictValue {
    let line = node.mark?.line ?? 1
    let place = CandorError.Location(file: file, line: line)
    guard depth <= depthLimit else {
      throw CandorError(.limitExceeded, "nested deeper than \(depthLimit) levels", at: place)
    }
    guard node.anchor == nil else { throw AliasScan.refusal(at: place) }
    switch node {
    case .scalar(let scalar):
      return StrictValue(content: .scalar(try convert(scalar, at: place)), line: line)
    case .sequence(let sequence):
      try refuseTag(sequence.tag, at: place)
      let list = try sequence.map { try convert($0, depth: depth + 1, file: file) }
      return StrictValue(content: .list(list), line: line)
    case .mapping(let mapping):
      try refuseTag(mapping.tag, at: place)
      var members: [StrictMember] = []
      var lines: [String: Int] = [:]
      for (key, value) in mapping {
        let member = try StrictMember(
          key: convert(key: key, file: file),
          value: convert(value, depth: depth + 1, file: file),
          line: key.mark?.line ?? line)
        if let first = lines.updateValue(member.line, forKey: member.key) {
          throw CandorError(
            .malformed, "`\(member.key)` is given twice; first on line \(first)",
            at: .init(file: file, line: member.line, field: member.key))
        }
        members.append(member)
      }
      return StrictValue(content: .mapping(members), line: line)
    case .alias:
      throw AliasScan.refusal(at: place)
    }
  }

  private static func convert(key: Node, file: String) throws -> String {
    let place = CandorError.Location(file: file, line: key.mark?.line)
    guard key.anchor == nil else { throw AliasScan.refusal(at: place) }
    guard case .scalar(let scalar) = key, scalar.string.utf8.allSatisfy({ $0 < 0x80 }) else {
      throw CandorError(.malformed, "a key must be a word of ASCII characters", at: place)
    }
    guard scalar.string != "<<" else {
      throw CandorError(
        .malformed, "merge keys (`<<`) are not read", hint: "write the values out", at: place)
    }
    return scalar.string
  }

  private static func convert(
    _ scalar: Node.Scalar, at place: CandorError.Location
  ) throws -> StrictScalar {
    let text = scalar.string
    guard scalar.style == .plain else {
      if scalar.tag.rawValue != Tag.Name.str.rawValue { try refuseTag(scalar.tag, at: place) }
      return StrictScalar(text: text, kind: .text)
    }
    try refuseTag(scalar.tag, at: place)
    let kind: StrictScalar.Kind =
      if StrictScalar.isDecimalInteger(text) {
        .integer
      } else if StrictScalar.isDecimalNumber(text) {
        .number
      } else if text == "true" || text == "false" {
        .boolean
      } else {
        switch Resolver.default.resolveTag(of: Node(text, .implicit, .plain)) {
        case .str: .text
        case .null: .nothing
        default: .ambiguous
        }
      }
    return StrictScalar(text: text, kind: kind)
  }

  private static func refuseTag(_ tag: Tag, at place: CandorError.Location) throws {
    guard tag.rawValue == Tag.Name.implicit.rawValue else {
      throw CandorError(
        .malformed, "the tag `\(tag.rawValue)` is not read", hint: "remove it", at: place)
    }
  }

  private static func translate(_ error: YamlError, file: String) -> CandorError {
    func malformed(_ message: String, line: Int?) -> CandorError {
      CandorError(.malformed, message, at: .init(file: file, line: line))
    }
    return switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      malformed("not YAML: \(problem)", line: mark.line)
    case .duplicatedKeysInMapping(let duplicates, let context):
      malformed("`\(duplicates.first ?? "a key")` is given twice", line: context.mark.line)
    case .reader(let problem, _, _, _): malformed("not YAML: \(problem)", line: nil)
    default: malformed("not YAML", line: nil)
    }
  }
}
