/// What a path turned out to be, told from the names of its files.
public enum SystemKind: String, Sendable, CaseIterable {
  case candorRelease, huggingFaceModel, diffusersModel, adapter
  case ggufFile, safetensorsFile, checkpointFile
  case dataset, sourceCode
  /// Nothing but cards, papers or terms.
  case documents

  /// As a report says it.
  public var term: String {
    switch self {
    case .candorRelease: "Candor release"
    case .huggingFaceModel: "model folder"
    case .diffusersModel: "diffusers folder"
    case .adapter: "adapter"
    case .ggufFile: "GGUF file"
    case .safetensorsFile: "safetensors file"
    case .checkpointFile: "checkpoint file"
    case .dataset: "dataset"
    case .sourceCode: "source code"
    case .documents: "documents only"
    }
  }

  /// Whether its card and licence speak about parameters.
  var isModel: Bool {
    switch self {
    case .dataset, .sourceCode, .documents: false
    default: true
    }
  }

  init(of files: [SurveyFile], role: InspectionPath.Role) {
    func has(_ name: String) -> Bool { files.contains { $0.name == name } }
    let weights = files.contains { FileTypes.isWeights($0) }
    let atTop = files.contains { FileTypes.isWeights($0) && $0.folder.isEmpty }
    let code = files.contains { FileTypes.isCode($0) }
    switch role {
    case .data: self = .dataset
    case .source: self = .sourceCode
    case .unstated where has("release.yaml") && has("release.lock.json"): self = .candorRelease
    case .unstated where files.count == 1 && files[0].type == "gguf": self = .ggufFile
    case .unstated where files.count == 1 && files[0].type == "safetensors": self = .safetensorsFile
    case .unstated where files.count == 1 && weights: self = .checkpointFile
    case .unstated where has("model_index.json"): self = .diffusersModel
    case .unstated where has("adapter_config.json"): self = .adapter
    case .unstated where atTop || has("config.json"): self = .huggingFaceModel
    case .unstated where code: self = .sourceCode
    case .unstated where weights: self = .huggingFaceModel
    case .unstated where files.contains { FileTypes.isPayload($0) }: self = .dataset
    case .unstated: self = .documents
    }
  }
}
