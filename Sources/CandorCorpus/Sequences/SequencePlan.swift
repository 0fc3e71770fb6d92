import CandorCore

/// Which pairs each training step sees, as a pure function of the seed and the step.
///
/// Epoch e takes the documents that are not held out in the order of the Feistel permutation for
/// (seed, e) and lays them out by the packing rule. Sequences are counted through all epochs without
/// a break, and step t uses the B sequences from t·B on; a step may span the end of an epoch.
/// - Memory: one epoch's layout, 24 bytes a segment.
package struct SequencePlan: Sendable {
  package let context: Int
  package let sequencesPerStep: Int
  package let rule: PackingRule
  package let seed: UInt64

  /// The documents that are trained on and those that are held out, both in ascending order.
  package let trainingDocuments: [Int]
  package let heldOutDocuments: [Int]

  private let pairCounts: [Int]
  /// The number of sequences before each epoch that has been asked for so far.
  private var epochStarts = [0]
  private var current: (epoch: Int, layout: SequenceLayout)

  /// - Parameters:
  ///   - pairCounts: for each document of the dataset, ``TokenizedCorpus/pairCounts``.
  ///   - context: the most pairs in a sequence.
  ///   - sequencesPerStep: B, for the whole batch of a step.
  /// - Throws: `usage` for numbers out of range or if nothing is left to train on.
  package init(
    pairCounts: [Int], context: Int, sequencesPerStep: Int, rule: PackingRule, seed: UInt64,
    heldOutPerMille: Int = 0
  ) throws {
    guard context > 0, sequencesPerStep > 0 else {
      throw CandorError(
        .usage,
        "a step of \(sequencesPerStep) sequences of \(context) tokens trains on nothing",
        hint: "both numbers must be at least 1")
    }
    guard UInt32(exactly: pairCounts.count) != nil else {
      throw CandorError(
        .limitExceeded, "\(pairCounts.count) documents are more than 2^32 - 1",
        hint: "join short documents")
    }
    let heldOut = try HeldOutRule(perMille: heldOutPerMille, seed: seed)
    let isHeldOut = pairCounts.indices.map { heldOut.holdsOut(document: UInt32($0)) }
    trainingDocuments = pairCounts.indices.filter { !isHeldOut[$0] }
    heldOutDocuments = pairCounts.indices.filter { isHeldOut[$0] }
    guard trainingDocuments.contains(where: { pairCounts[$0] > 0 }) else {
      throw CandorError(
        .usage, "there is nothing to train on: no document has two tokens",
        hint: heldOutDocuments.isEmpty ? "look at the data files" : "hold out fewer documents")
    }
    self.pairCounts = pairCounts
    self.context = context
    self.sequencesPerStep = sequencesPerStep
    self.rule = rule
    self.seed = seed
    current = (0, SequenceLayout(documents: [], pairCounts: [], context: context, rule: rule))
    current.layout = try makeLayout(epoch: 0)
  }

  /// The sequences of one step, in order.
  ///
  /// - Complexity: O(sequences) for the epoch of the last call or the next one's beginning;
  ///   otherwise O(documents) for each epoch not yet counted.
  /// - Throws: `usage` if the step is negative or beyond 2^32 epochs.
  package mutating func sequences(step: Int) throws -> [PackedSequence] {
    let (first, overflow) = step.multipliedReportingOverflow(by: sequencesPerStep)
    guard step >= 0, !overflow, first <= Int.max - sequencesPerStep else {
      throw CandorError(.usage, "there is no step \(step)")
    }
    var sequences: [PackedSequence] = []
    sequences.reserveCapacity(sequencesPerStep)
    while sequences.count < sequencesPerStep {
      let next = first + sequences.count
      let epoch = try self.epoch(ofSequence: next)
      let layout = try self.layout(epoch: epoch)
      let start = next - epochStarts[epoch]
      let end = min(layout.count, start + sequencesPerStep - sequences.count)
      sequences += layout[start..<end]
    }
    return sequences
  }

  /// The epoch in which a sequence, counted through all epochs, lies.
  package mutating func epoch(ofSequence sequence: Int) throws -> Int {
    while epochStarts[epochStarts.count - 1] <= sequence {
      let epoch = epochStarts.count - 1
      epochStarts.append(epochStarts[epoch] + (try layout(epoch: epoch).count))
    }
    // The first start beyond the sequence, by bisection.
    var (low, high) = (0, epochStarts.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if epochStarts[middle] <= sequence { low = middle + 1 } else { high = middle }
    }
    return low - 1
  }

  /// The sequences of one epoch.
  package mutating func layout(epoch: Int) throws -> SequenceLayout {
    if current.epoch != epoch { current = (epoch, try makeLayout(epoch: epoch)) }
    return current.layout
  }

  /// The held-out documents in ascending order, laid out by the same rule.
  package var heldOutLayout: SequenceLayout {
    SequenceLayout(
      documents: heldOutDocuments, pairCounts: pairCounts, context: context, rule: rule)
  }

  private func makeLayout(epoch: Int) throws -> SequenceLayout {
    guard let epoch = UInt32(exactly: epoch) else {
      throw CandorError(.usage, "there is no epoch \(epoch); they end at 2^32 - 1")
    }
    let order = FeistelPermutation(count: trainingDocuments.count, seed: seed, epoch: epoch)
    let documents = trainingDocuments.indices.lazy.map { trainingDocuments[order[$0]] }
    return SequenceLayout(
      documents: documents, pairCounts: pairCounts, context: context, rule: rule)
  }
}
