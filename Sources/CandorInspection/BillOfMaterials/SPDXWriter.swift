import CandorCore
import CandorRelease

/// A bill of materials in SPDX 3.0.1 (JSON-LD), with the AI and Dataset profiles.
///
/// What the profiles demand and files do not say, like who supplied a model, is said to be unknown.
struct SPDXWriter {
  private let bill: BillOfMaterials
  private let base: String

  init(_ bill: BillOfMaterials) {
    self.bill = bill
    base = "urn:sha256:\(bill.identity.hex):"
  }

  var json: JSONValue {
    let pieces = bill.inspection.pieces
    let elements =
      [agent, tool] + pieces.map(package) + bill.files.indices.map(file) + licences + relations
    let document: JSONValue = [
      "type": "SpdxDocument", "spdxId": id("document"), "creationInfo": "_:creation",
      "name": .string(bill.inspection.name), "rootElement": [id(Piece.modelParameters.rawValue)],
      "profileConformance": ["core", "software", "ai", "dataset", "simpleLicensing"],
    ]
    let creation: JSONValue = [
      "type": "CreationInfo", "@id": "_:creation", "specVersion": "3.0.1",
      "created": .string(bill.created), "createdBy": [id("unknown")], "createdUsing": [id("tool")],
    ]
    return [
      "@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld",
      "@graph": .array([creation, document] + elements),
    ]
  }

  private func id(_ name: String) -> JSONValue { .string(base + BillOfMaterials.reference(name)) }

  private func element(_ type: String, _ name: String, _ label: String) -> JSONObject {
    [
      "type": .string(type), "spdxId": id(name), "creationInfo": "_:creation",
      "name": .string(label),
    ]
  }

  private var agent: JSONValue {
    .object(element("Organization", "unknown", "not stated in the files"))
  }

  private var tool: JSONValue {
    .object(element("Tool", "tool", "\(bill.tool.name) \(bill.tool.version)"))
  }

  // The pieces.

  private func package(_ report: Inspection.PieceReport) -> JSONValue {
    let type =
      switch report.piece {
      case .modelParameters: "ai_AIPackage"
      case .dataset: "dataset_DatasetPackage"
      default: "software_Package"
      }
    let label = report.piece == .modelParameters ? bill.inspection.name : report.piece.term
    var object = element(type, report.piece.rawValue, label)
    object["software_primaryPurpose"] = .string(purpose(report.piece))
    object["software_packageVersion"] = "not stated"
    object["software_downloadLocation"] = id("not-stated")
    object["suppliedBy"] = id("unknown")
    object["releaseTime"] = .string(bill.created)
    let evidence = report.evidence.prefix(5).map { "\($0.place.text): \($0.claim)" }
    object["comment"] = .string("\(report.status.rawValue)\n" + evidence.joined(separator: "\n"))
    switch report.piece {
    case .modelParameters: addTraining(to: &object)
    case .dataset:
      object["dataset_datasetType"] = ["noAssertion"]
      object["builtTime"] = .string(bill.created)
      object["originatedBy"] = [id("unknown")]
      if report.status == .shared { object["dataset_datasetAvailability"] = "directDownload" }
      if report.status == .partial { object["dataset_datasetAvailability"] = "scrapingScript" }
    default: break
    }
    return .object(object)
  }

  private func purpose(_ piece: Piece) -> String {
    switch piece {
    case .modelParameters: "model"
    case .dataset: "data"
    case .softwareFrameworks: "framework"
    case .hyperparameters, .randomNumberGeneration: "configuration"
    default: "source"
    }
  }

  private func addTraining(to object: inout JSONObject) {
    let settings = (bill.inspection.settings + bill.inspection.seeds).map { setting -> JSONValue in
      ["type": "DictionaryEntry", "key": .string(setting.name), "value": .string(setting.value)]
    }
    if !settings.isEmpty { object["ai_hyperparameter"] = .array(settings) }
    let code = bill.inspection.pieces.filter {
      [.trainingSourceCode, .softwareFrameworks].contains($0.piece)
    }
    object["ai_informationAboutTraining"] = .string(
      code.map { "\($0.piece.term): \($0.status.rawValue)" }.joined(separator: "; "))
  }

  private func file(_ index: Int) -> JSONValue {
    let file = bill.files[index]
    var object = element("software_File", "file-\(index)", file.path)
    object["verifiedUsing"] = [
      ["type": "Hash", "algorithm": "sha256", "hashValue": .string(file.digest.hex)]
    ]
    return .object(object)
  }

  // Licences and relations.

  private static let nothingSaid = "NOASSERTION"

  private func expression(_ report: Inspection.PieceReport) -> String {
    let licences = report.terms?.licences.map(\.identifier) ?? []
    return licences.isEmpty ? Self.nothingSaid : licences.joined(separator: " AND ")
  }

  private var licences: [JSONValue] {
    Set(bill.inspection.pieces.map(expression)).sorted().map { expression in
      var object = element("simplelicensing_LicenseExpression", "licence-" + expression, expression)
      object["simplelicensing_licenseExpression"] = .string(expression)
      return .object(object)
    }
  }

  private var relations: [JSONValue] {
    let model = Piece.modelParameters.rawValue
    var relations = bill.inspection.pieces.flatMap { report -> [JSONValue] in
      let licence = "licence-" + expression(report)
      let files = bill.files.indices.filter { bill.files[$0].piece == report.piece }.map {
        "file-\($0)"
      }
      return [
        relation("hasDeclaredLicense", report.piece.rawValue, [licence]),
        relation("hasConcludedLicense", report.piece.rawValue, [licence]),
      ] + (files.isEmpty ? [] : [relation("contains", report.piece.rawValue, files)])
    }
    relations.append(relation("trainedOn", model, [Piece.dataset.rawValue]))
    relations.append(
      relation(
        "dependsOn", model,
        [Piece.systemSourceCode, .softwareFrameworks].map(\.rawValue)))
    relations.append(
      relation(
        "hasInput", Piece.trainingSourceCode.rawValue,
        [Piece.dataset, .hyperparameters, .randomNumberGeneration].map(\.rawValue)))
    relations.append(relation("hasOutput", Piece.trainingSourceCode.rawValue, [model]))
    return relations
  }

  private func relation(_ type: String, _ from: String, _ to: [String]) -> JSONValue {
    [
      "type": "Relationship", "spdxId": id("relation-\(type)-\(from)-\(to.first ?? "")"),
      "creationInfo": "_:creation", "relationshipType": .string(type), "from": id(from),
      "to": .array(to.map(id)),
    ]
  }
}
