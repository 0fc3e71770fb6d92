import CandorCore
import CandorRelease

extension Inspection {
  /// Evidence of one piece beyond this is counted and not listed.
  static let evidenceLimit = 20

  /// The object of `candor inspect --json` (docs/cli.md).
  public var json: JSONValue {
    [
      "kind": .string(kind.rawValue), "name": .string(name),
      "sources": .array(sources.map(\.json)), "pieces": .array(pieces.map(\.json)),
      "verdicts": .array(verdicts.map(\.json)), "findings": .array(findings.map(\.json)),
      "settings": .array(settings.map(\.json)), "seeds": .array(seeds.map(\.json)),
      "hazards": .array(hazards.map(\.json)), "notice": .string(Self.notice),
    ]
  }
}

extension Inspection.Setting {
  fileprivate var json: JSONValue {
    .object(JSONObject([("name", .string(name)), ("value", .string(value))] + place.members))
  }
}

extension Inspection.Source {
  fileprivate var json: JSONValue {
    [
      "name": .string(name), "kind": .string(kind.rawValue), "files": .integer(Int64(files)),
      "bytes": .integer(Int64(bytes)),
    ]
  }
}

extension Inspection.PieceReport {
  fileprivate var json: JSONValue {
    let shown = evidence.prefix(Inspection.evidenceLimit).map { evidence in
      JSONValue.object(
        JSONObject(
          [
            ("component", .string(evidence.component.rawValue)),
            ("status", .string(evidence.status.rawValue)), ("claim", .string(evidence.claim)),
          ] + evidence.place.members))
    }
    return [
      "piece": .string(piece.rawValue), "status": .string(status.rawValue),
      "licence": terms?.name.map { .string($0) } ?? .null,
      "terms": terms?.json ?? .null,
      "evidence": .array(shown), "evidenceCount": .integer(Int64(evidence.count)),
    ]
  }
}

extension Terms {
  fileprivate var json: JSONValue {
    [
      "declared": .array(
        declarations.map { declaration in
          .object(
            JSONObject(
              [
                ("text", .string(TextFile.quoted(declaration.text[...]))),
                ("licence", declaration.licence.map { .string($0.identifier) } ?? .null),
                ("open", declaration.licence.map { .bool($0.isOpen) } ?? .null),
              ] + declaration.place.members))
        }),
      "texts": .array(texts.map(\.json)),
      "gates": .array(gates.map { .object(JSONObject($0.members)) }),
      "conditions": .array(conditions.map { $0.condition.json(at: $0.place) }),
    ]
  }
}

extension Evidence.Place {
  var members: [(String, JSONValue)] {
    [
      ("path", .string(path)), ("line", line.map { .integer(Int64($0)) } ?? .null),
      ("quote", quote.map { .string($0) } ?? .null),
    ]
  }
}

extension Finding {
  fileprivate var json: JSONValue {
    .object(
      JSONObject([("kind", .string(kind.rawValue)), ("claim", .string(claim))] + place.members))
  }
}

extension Verdict {
  fileprivate var json: JSONValue {
    func optional(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }
    return [
      "framework": .string(framework), "version": .string(version), "verdict": .string(verdict),
      "class": optional(grade), "atMost": optional(atMost),
      "failed": .array(failed.map { .string($0.rule) }),
      "undetermined": .array(undetermined.map { .string($0.rule) }),
      "rulings": .array(rulings.map(\.json)),
    ]
  }
}

extension Ruling {
  fileprivate var json: JSONValue {
    [
      "rule": .string(rule), "clause": .string(clause), "answer": .string(answer.rawValue),
      "reason": .string(reason),
      "evidence": .array(evidence.map { .object(JSONObject($0.members)) }),
    ]
  }
}
