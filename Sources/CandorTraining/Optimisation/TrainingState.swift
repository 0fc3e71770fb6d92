import CandorCore
import CandorModels
import CandorTensors

/// Everything a run carries from one step to the next: parameters, both moments, and how many
/// steps were taken. There is no random state and no reading position (numerics 8).
public final class TrainingState {
  public let layout: ParameterLayout
  public internal(set) var step = 0
  public var parameters: Buffer<Float>
  public var firstMoment: Buffer<Float>
  public var secondMoment: Buffer<Float>

  public init(_ layout: ParameterLayout) {
    self.layout = layout
    parameters = Buffer(count: layout.extent, repeating: 0)
    firstMoment = Buffer(count: layout.extent, repeating: 0)
    secondMoment = Buffer(count: layout.extent, repeating: 0)
  }
}
