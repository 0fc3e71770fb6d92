import CandorCore
import CandorCorpus
import CandorModels
import CandorRelease
import CandorTensors
import SystemPackage

/// Everything a training run reads besides the documents: the hyperparameters, nothing defaulted.
///
/// A recipe is a YAML file (docs/release-format.md). Two runs with equal recipes and equal documents
/// have equal bits under one version of the numerics contract.
public struct Recipe: Sendable {
  public static let fileName = "recipe.yaml"
  public static let format = "candor.recipe/1"

  /// Where the documents come from.
  package enum Data: Sendable, Equatable {
    /// The built-in generator of stories, `documents` of them from its own seed.
    case fable(documents: Int, seed: UInt64, validation: Int)
    /// Files below the recipe's folder; some thousandths of their documents are held out.
    case files([ReleasePath], ReadingOptions, validationPerMille: Int)
  }

  public enum TokenizerKind: String, CaseIterable, Sendable {
    /// The generator's closed word list with byte fallback.
    case wordList
    /// Byte-level byte-pair encoding, trained on the documents.
    case bytePair
  }

  /// How often the loss on held-out documents is taken, and on how many sequences at most.
  public struct Validation: Sendable, Equatable {
    public var everySteps: Int
    public var sequences: Int
  }

  public let name: String
  public let seed: UInt64
  package let data: Data
  public let tokenizer: TokenizerKind
  public let model: DecoderConfiguration
  public let initialisation: Initialisation
  package let packing: PackingRule
  public let sequencesPerStep: Int
  public let virtualWorkers: Int
  public let gradientCheckpointing: Bool
  public let optimiser: Optimiser
  public let schedule: Schedule
  public let validation: Validation
  /// Steps of a segment, the unit of checkpoints and spot checks.
  public let segmentSteps: Int
  /// Whether the release keeps the state at every segment's end, so that any segment can be
  /// replayed alone.
  public let keepsStates: Bool

  /// The recipe's own bytes and their digest; the folder against which its paths count.
  public let bytes: [UInt8]
  public let digest: Digest
  public let folder: FilePath

  public var steps: Int { schedule.steps }
  public var segments: Int { (steps + segmentSteps - 1) / segmentSteps }

  /// The steps of segment `index`, counted from one.
  public func steps(ofSegment index: Int) -> ClosedRange<Int> {
    (index * segmentSteps + 1)...min((index + 1) * segmentSteps, steps)
  }

  /// Rows that a virtual worker may have at most.
  var rowsPerVirtualWorker: Int {
    (sequencesPerStep + virtualWorkers - 1) / virtualWorkers * model.contextLength
  }

  /// The sequences of virtual worker `index`: sequence i of a step belongs to worker ⌊i·G/B⌋.
  func sequences(ofVirtualWorker index: Int, of count: Int) -> Range<Int> {
    func first(_ worker: Int) -> Int {
      // The smallest i with ⌊i·G/B⌋ ≥ worker.
      min(count, (worker * sequencesPerStep + virtualWorkers - 1) / virtualWorkers)
    }
    return first(index)..<first(index + 1)
  }
}
