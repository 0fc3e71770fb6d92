import CandorCore
import CandorModels
import CandorRelease
import CandorTensors
import SystemPackage

extension TrainingState {
  /// The tensors of a state under the names that digests and checkpoints use.
  private static let parts = ["parameters", "firstMoment", "secondMoment"]

  private func withPart<Result>(
    _ part: String, _ body: (borrowing Buffer<Float>) throws -> Result
  ) rethrows -> Result {
    switch part {
    case "parameters": try body(parameters)
    case "firstMoment": try body(firstMoment)
    default: try body(secondMoment)
    }
  }

  /// The digest of every parameter and moment, hashed side by side.
  func tensorDigests(pool: WorkerPool) throws -> [TensorDigest] {
    try Self.parts.flatMap { part in
      try withPart(part) { try Self.digests(of: $0, layout, prefix: "\(part)/", pool: pool) }
    }
  }

  /// The digest of the parameters alone, under their own names.
  func parameterDigest(pool: WorkerPool) throws -> StateDigest {
    try StateDigest(parameters: Self.digests(of: parameters, layout, prefix: "", pool: pool))
  }

  private static func digests(
    of values: borrowing Buffer<Float>, _ layout: ParameterLayout, prefix: String,
    pool: WorkerPool
  ) throws -> [TensorDigest] {
    let span = values.span
    let digests = pool.map(layout.slots.count) { index in
      Digest(of: span.extracting(layout.slots[index].range).rawBytes)
    }
    return try zip(layout.slots, digests).map { slot, digest in
      try TensorDigest(name: prefix + slot.name, shape: slot.shape, digest: digest)
    }
  }

  /// Saves the state; the file appears only when it is complete.
  func save(to path: FilePath) throws {
    let names = Self.parts.flatMap { part in layout.slots.map { (part, $0) } }
      .map { (name: "\($0.0)/\($0.1.name)", part: $0.0, slot: $0.1) }
      .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    var writer = try TensorArchiveWriter(
      to: path, tensors: names.map { .init($0.name, .float32, $0.slot.shape) },
      metadata: [("format", "candor.state/1"), ("step", "\(step)")])
    for entry in names {
      try withPart(entry.part) {
        try writer.append(entry.name, $0.span.extracting(entry.slot.range).rawBytes)
      }
    }
    try writer.commit()
  }

  /// Reads what `save` wrote as the state after `step` steps.
  convenience init(_ layout: ParameterLayout, step: Int, from path: FilePath) throws {
    self.init(layout)
    let archive = try TensorArchive(path)
    for slot in layout.slots {
      try archive.read("parameters/\(slot.name)", slot, into: &parameters)
      try archive.read("firstMoment/\(slot.name)", slot, into: &firstMoment)
      try archive.read("secondMoment/\(slot.name)", slot, into: &secondMoment)
    }
    self.step = step
  }
}

extension TensorArchive {
  fileprivate func read(
    _ name: String, _ slot: ParameterLayout.Slot, into values: inout Buffer<Float>
  ) throws {
    var all = values.mutableSpan
    var part = all._mutatingExtracting(slot.range)
    try read(name, shape: slot.shape, into: &part)
  }
}
