import CandorRelease

/// What releases are made of, as finely as frameworks judge them; the words are mostly those of the
/// Model Openness Framework.
public enum Component: String, Sendable, CaseIterable {
  case architecture, inferenceCode
  case parameters, checkpoints, trainingState
  case dataset, dataCard, preprocessingCode, evaluationData
  case hyperparameters
  case trainingCode
  case seed
  case libraries
  case modelCard, technicalReport, researchPaper, evaluationResults, evaluationCode

  /// The piece it is part of; nil for papers, cards and evaluations.
  public var piece: Piece? {
    switch self {
    case .architecture, .inferenceCode: .systemSourceCode
    case .parameters, .checkpoints: .modelParameters
    case .dataset, .dataCard: .dataset
    case .hyperparameters, .trainingState: .hyperparameters
    case .trainingCode, .preprocessingCode: .trainingSourceCode
    case .seed: .randomNumberGeneration
    case .libraries: .softwareFrameworks
    default: nil
    }
  }

  /// As a report says it.
  public var term: String {
    switch self {
    case .architecture: "model architecture"
    case .inferenceCode: "inference code"
    case .parameters: "model parameters"
    case .checkpoints: "intermediate parameters"
    case .trainingState: "training state"
    case .dataset: "datasets"
    case .dataCard: "data card"
    case .preprocessingCode: "data preprocessing code"
    case .evaluationData: "evaluation data"
    case .hyperparameters: "hyperparameters"
    case .trainingCode: "training code"
    case .seed: "seed"
    case .libraries: "supporting libraries"
    case .modelCard: "model card"
    case .technicalReport: "technical report"
    case .researchPaper: "research paper"
    case .evaluationResults: "evaluation results"
    case .evaluationCode: "evaluation code"
    }
  }

  /// Whether the state of its piece rests on it, and is not only helped by it.
  var decides: Bool {
    switch self {
    case .checkpoints, .dataCard, .preprocessingCode, .trainingState: false
    default: true
    }
  }
}
