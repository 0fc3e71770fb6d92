import CandorCore
import CandorRelease

/// A bill of materials in CycloneDX (ECMA-424), version 1.6 or 1.7: the model with its model card, and
/// one component for each other piece.
///
/// CycloneDX has no field for a seed or for what is absent; properties named `candor:…` carry them.
struct CycloneDXWriter {
  private let bill: BillOfMaterials
  private let version: String

  init(_ bill: BillOfMaterials, version: String) { (self.bill, self.version) = (bill, version) }

  var json: JSONValue {
    let others = bill.inspection.pieces.filter { $0.piece != .modelParameters }
    return [
      "$schema": .string("http://cyclonedx.org/schema/bom-\(version).schema.json"),
      "bomFormat": "CycloneDX", "specVersion": .string(version),
      "serialNumber": .string("urn:uuid:" + uuid), "version": 1,
      "metadata": [
        "timestamp": .string(bill.created),
        "tools": [
          "components": [
            [
              "type": "application", "name": .string(bill.tool.name),
              "version": .string(bill.tool.version),
            ]
          ]
        ],
        "component": model,
      ],
      "components": .array(others.map(component) + loose.map(file)),
      "dependencies": [
        ["ref": "model", "dependsOn": .array(others.map { .string(Self.reference($0.piece)) })]
      ],
    ]
  }

  /// A version 8 UUID (RFC 9562) of the system's identity.
  private var uuid: String {
    var digits = Array(bill.identity.hex.prefix(32))
    (digits[12], digits[16]) = ("8", "8")
    let parts = [digits[0..<8], digits[8..<12], digits[12..<16], digits[16..<20], digits[20..<32]]
    return parts.map { String($0) }.joined(separator: "-")
  }

  private static func reference(_ piece: Piece) -> String {
    BillOfMaterials.reference("piece", piece.rawValue)
  }

  private var model: JSONValue {
    var object: JSONObject = [
      "type": "machine-learning-model", "bom-ref": "model", "name": .string(bill.inspection.name),
      "modelCard": [
        "modelParameters": [
          "datasets": [["ref": .string(Self.reference(.dataset))]]
        ],
        "properties": .array(
          bill.inspection.settings.map { property("candor:hyperparameter:\($0.name)", $0.value) }),
      ],
    ]
    if let report = bill.inspection.pieces.first(where: { $0.piece == .modelParameters }) {
      add(report, to: &object)
    }
    return .object(object)
  }

  private func component(_ report: Inspection.PieceReport) -> JSONValue {
    var object: JSONObject = [
      "type": .string(report.piece == .softwareFrameworks ? "framework" : "data"),
      "bom-ref": .string(Self.reference(report.piece)), "name": .string(report.piece.term),
    ]
    if report.piece != .softwareFrameworks {
      object["data"] = [["type": .string(kind(report.piece)), "name": .string(report.piece.term)]]
    }
    add(report, to: &object)
    return .object(object)
  }

  private func kind(_ piece: Piece) -> String {
    switch piece {
    case .dataset: "dataset"
    case .hyperparameters, .randomNumberGeneration: "configuration"
    default: "source-code"
    }
  }

  /// What all pieces have: licences, state, evidence, files.
  private func add(_ report: Inspection.PieceReport, to object: inout JSONObject) {
    let licences = report.terms?.licences ?? []
    if !licences.isEmpty {
      object["licenses"] = .array(
        licences.map { licence in
          let name = licence.identifier
          return [
            "license": name.hasPrefix("LicenseRef-")
              ? ["name": .string(name)] : ["id": .string(name)]
          ]
        })
    }
    let seeds =
      report.piece == .randomNumberGeneration
      ? bill.inspection.seeds.map { property("candor:seed", $0.value) } : []
    object["properties"] = .array(
      [
        property("candor:piece", report.piece.rawValue),
        property("candor:status", report.status.rawValue),
      ]
        + seeds
        + report.evidence.prefix(Inspection.evidenceLimit).map { evidence in
          property("candor:evidence", "\(evidence.place.text): \(evidence.claim)")
        })
    let files = bill.files.filter { $0.piece == report.piece }
    if !files.isEmpty { object["components"] = .array(files.map(file)) }
  }

  /// Files that no piece rests on.
  private var loose: [BillOfMaterials.File] { bill.files.filter { $0.piece == nil } }

  private func file(_ file: BillOfMaterials.File) -> JSONValue {
    [
      "type": "file", "bom-ref": .string("file:" + file.path), "name": .string(file.path),
      "hashes": [["alg": "SHA-256", "content": .string(file.digest.hex)]],
    ]
  }

  private func property(_ name: String, _ value: String) -> JSONValue {
    ["name": .string(name), "value": .string(value)]
  }
}
