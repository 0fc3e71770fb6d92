/// One of the seven pieces that make an AI system, in the order in which Candor always names them.
///
/// A system is open only when all seven are shared and are seen to work in concert.
public enum Piece: String, Sendable, CaseIterable, Codable {
  case systemSourceCode
  case modelParameters
  case dataset
  case hyperparameters
  case trainingSourceCode
  case randomNumberGeneration
  case softwareFrameworks

  /// The piece as people call it, for example "model parameters".
  public var term: String {
    switch self {
    case .systemSourceCode: "system source code"
    case .modelParameters: "model parameters"
    case .dataset: "dataset"
    case .hyperparameters: "hyperparameters"
    case .trainingSourceCode: "training source code"
    case .randomNumberGeneration: "random number generation"
    case .softwareFrameworks: "software frameworks"
    }
  }
}
