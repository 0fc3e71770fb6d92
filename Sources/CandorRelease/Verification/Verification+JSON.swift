import CandorCore
import SystemPackage

extension Verification {
  /// The keys of `candor verify --json` (docs/cli.md).
  public var json: JSONValue {
    func list(_ names: Set<String>) -> JSONValue {
      .array(Self.sorted(names).map { .string($0) })
    }
    return [
      "verdict": .string(verdict.rawValue), "files": .integer(Int64(files)),
      "bytes": .integer(Int64(bytes)), "lock": .bool(hasLock),
      "mismatched": list(differences.mismatched), "missing": list(differences.missing),
      "extra": list(differences.extra), "signature": signatureJSON,
      "hazards": .array(hazards.map(\.json)),
    ]
  }

  private var signatureJSON: JSONValue {
    var object: JSONObject = ["status": .string(signature.word)]
    object["file"] = signatureFile.map { .string($0.string) }
    switch signature {
    case .valid(let signer): object["signer"] = .string(signer)
    case .invalid(let reason): object["reason"] = .string(reason)
    case .unchecked, .absent: break
    }
    return .object(object)
  }

  /// Names in the order of their bytes.
  public static func sorted(_ names: Set<String>) -> [String] {
    names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}

extension SignatureVerdict {
  /// The verdict as a word.
  public var word: String {
    switch self {
    case .valid: "valid"
    case .invalid: "invalid"
    case .unchecked: "unchecked"
    case .absent: "absent"
    }
  }
}
