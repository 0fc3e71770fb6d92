import CandorCore
import SystemPackage

/// What a checkpoint of PyTorch, or any other pickle, would do if it were loaded; nothing is loaded.
///
/// Source: `torch/serialization.py` of https://github.com/pytorch/pytorch
public struct TorchCheckpoint: Sendable {
  public enum Verdict: Sendable, Equatable {
    /// Tensors and plain values; it calls nothing but what makes those.
    case inert
    /// Loading it calls other things, which are named.
    case executable([String])
    /// It cannot be read to its end by what is permitted. That is not a sign of being safe.
    case unreadable(String)
  }

  /// A tensor and where it stands: keys and indices from the outermost container, joined by dots.
  public struct NamedTensor: Sendable, Equatable {
    public let name: String
    public let tensor: TorchTensor
  }

  public let verdict: Verdict
  /// Empty unless `verdict` is `inert`.
  public let tensors: [NamedTensor]
  /// Where the bytes of each storage lie in the file.
  public let storages: [TorchStorage: Range<Int>]

  /// The most bytes of pickles that are read from one file.
  static let pickleLimit = 64 << 20

  /// Whether the file begins as pickles do since protocol 2.
  package static func begins(_ file: MappedFile) -> Bool {
    let (mark, version): (UInt8?, UInt8?) = (file.integer(at: 0), file.integer(at: 1))
    return mark == PickleOpcode.version.rawValue && version.map { (2...5).contains($0) } ?? false
  }

  /// Reads a checkpoint in PyTorch's zip or older form, or a single pickle.
  ///
  /// - Throws: `notFound`, `inputOutput`. Whatever is wrong with the contents is a verdict.
  public init(_ path: FilePath) throws {
    self.init(try MappedFile(path))
  }

  package init(_ file: MappedFile) {
    do {
      self = ZipArchive.begins(file) ? try Self.zip(file) : try Self.stream(file)
    } catch let error as CandorError {
      self.init(.unreadable(Self.sentence(error)))
    } catch {
      self.init(.unreadable("\(error)"))
    }
  }

  init(
    _ verdict: Verdict, tensors: [NamedTensor] = [], storages: [TorchStorage: Range<Int>] = [:]
  ) {
    (self.verdict, self.tensors, self.storages) = (verdict, tensors, storages)
  }

  /// The refusal of a pickle: it is `executable` if it names anything to call.
  static func refusal(_ error: CandorError, _ pickle: [UInt8], at position: Int, file: String)
    -> Self
  {
    let survey = PickleSurvey(of: pickle, at: position, file: file)
    var calls = survey.foreign
    if survey.extensions { calls.append("copyreg._inverted_registry") }
    return .init(calls.isEmpty ? .unreadable(sentence(error)) : .executable(calls))
  }

  private static func sentence(_ error: CandorError) -> String {
    guard let offset = error.location?.byteOffset else { return error.message }
    return "\(error.message) (byte \(offset))"
  }
}

extension PickleDescription {
  /// Every tensor, with the keys that lead to it.
  ///
  /// - Throws: `limitExceeded` for containers that hold themselves or are nested beyond reason.
  func namedTensors() throws -> [TorchCheckpoint.NamedTensor] {
    var found: [TorchCheckpoint.NamedTensor] = []
    var visits = 0
    func visit(_ value: PickleValue, _ name: String, depth: Int) throws {
      visits += 1
      guard depth <= 64, visits <= 8 << 20 else {
        throw CandorError(.limitExceeded, "containers are nested too deep, or hold themselves")
      }
      func below(_ key: String) -> String {
        name.isEmpty || key.isEmpty ? name + key : "\(name).\(key)"
      }
      switch value {
      case .tensor(let index): found.append(.init(name: name, tensor: tensors[index]))
      case .node(let index):
        switch nodes[index] {
        case .tuple(let items), .list(let items), .set(let items):
          for (place, item) in items.enumerated() {
            try visit(item, below("\(place)"), depth: depth + 1)
          }
        case .dictionary(let members):
          for (key, value) in members {
            try visit(value, below(Self.text(key)), depth: depth + 1)
          }
        case .parts(let parts):
          for part in parts { try visit(part.value, below(part.name), depth: depth + 1) }
        case .numpy: break
        }
      default: break
      }
    }
    try visit(root, "", depth: 0)
    return found
  }

  private static func text(_ key: PickleValue) -> String {
    switch key {
    case .text(let text): text
    case .integer(let number): "\(number)"
    default: "?"
    }
  }
}
