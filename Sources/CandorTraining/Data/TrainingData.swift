import CandorCore
import CandorCorpus
import CandorModels
import CandorRelease
import CandorText
import SystemPackage

/// The documents of a recipe as a run reads them: tokens, their order, and what is held out.
public struct TrainingData: Sendable {
  public let tokenizer: Tokenizer
  let training: TokenizedCorpus
  let validation: TokenizedCorpus
  let validationSequences: [PackedSequence]
  private var plan: SequencePlan
  /// The files the documents came from, as they were before the run; none for a generator.
  let snapshot: SourceSnapshot?

  /// The digest of the ordered training documents, and their number.
  public var digest: Digest { training.digest.digest }
  public var documents: Int { training.documentCount }

  /// Reads or generates the documents, makes the tokenizer and lays out the sequences.
  public init(_ recipe: Recipe, pool: WorkerPool) throws {
    let context = recipe.model.contextLength
    switch recipe.data {
    case .fable(let documents, let seed, let validationDocuments):
      snapshot = nil
      tokenizer = try Tokenizer(words: Fable.words)
      let encoding = try Self.encoding(tokenizer, recipe)
      let generator = FableGenerator(seed: seed)
      func corpus(_ count: Int, _ split: FableSplit) throws -> TokenizedCorpus {
        try TokenizedCorpus(
          documents: (0..<UInt32(count)).lazy.map {
            let document = generator.document($0, split: split)
            return Document(id: document.id, text: document.text)
          }, encoding: encoding, pool: pool)
      }
      training = try corpus(documents, .training)
      validation = try corpus(validationDocuments, .development)
      plan = try Self.plan(training, recipe, heldOutPerMille: 0)
      validationSequences = Array(
        SequenceLayout(
          documents: 0..<validation.documentCount, pairCounts: validation.pairCounts,
          context: context, rule: recipe.packing
        ).prefix(recipe.validation.sequences))

    case .files(let paths, let options, let perMille):
      let source = try DocumentSource(
        paths.map { $0.resolved(in: recipe.folder) }, options: options)
      snapshot = try SourceSnapshot(of: source)
      var trainer = try BytePairTrainer(vocabularySize: recipe.model.vocabularySize)
      try Self.forEachBatch(source) { trainer.add($0, on: pool) }
      tokenizer = try trainer.train()
      let encoding = try Self.encoding(tokenizer, recipe)
      training = try TokenizedCorpus(source, encoding: encoding, pool: pool)
      validation = training
      plan = try Self.plan(training, recipe, heldOutPerMille: perMille)
      validationSequences = Array(plan.heldOutLayout.prefix(recipe.validation.sequences))
      // A file that changed while it was read is found now and not after the long work.
      try snapshot?.verifyUnchanged()
    }
  }

  /// Documents in batches of some megabytes, so that memory stays flat.
  private static func forEachBatch(
    _ source: DocumentSource, _ body: ([[UInt8]]) -> Void
  ) throws {
    var batch: [[UInt8]] = []
    var bytes = 0
    try source.forEachDocument { document in
      batch.append(document.text)
      bytes += document.text.count
      guard bytes >= 8 << 20 else { return }
      try Interruption.check()
      body(batch)
      batch.removeAll(keepingCapacity: true)
      bytes = 0
    }
    body(batch)
  }

  private static func encoding(
    _ tokenizer: Tokenizer, _ recipe: Recipe
  ) throws -> TokenEncoding {
    guard tokenizer.vocabularySize == recipe.model.vocabularySize else {
      throw CandorError(
        .mismatch,
        "the tokenizer has \(tokenizer.vocabularySize) tokens and the model "
          + "\(recipe.model.vocabularySize)",
        hint: "set `vocabularySize` to \(tokenizer.vocabularySize)",
        at: .init(file: recipe.folder.appending(Recipe.fileName).string, field: "vocabularySize"))
    }
    return TokenEncoding(
      vocabularySize: tokenizer.vocabularySize, beginOfText: tokenizer.beginOfText,
      endOfText: tokenizer.endOfText, encode: { tokenizer.encode($0) })
  }

  private static func plan(
    _ corpus: TokenizedCorpus, _ recipe: Recipe, heldOutPerMille: Int
  ) throws -> SequencePlan {
    try SequencePlan(
      pairCounts: corpus.pairCounts, context: recipe.model.contextLength,
      sequencesPerStep: recipe.sequencesPerStep, rule: recipe.packing, seed: recipe.seed,
      heldOutPerMille: heldOutPerMille)
  }

  /// The batches of the virtual workers in `step`, counted from one, and the digest of what they
  /// hold.
  mutating func batches(
    step: Int, recipe: Recipe
  ) throws -> (batches: [VirtualBatch], samples: Digest) {
    let sequences = try plan.sequences(step: step - 1)
    let batches = (0..<recipe.virtualWorkers).map { worker in
      let share = recipe.sequences(ofVirtualWorker: worker, of: sequences.count)
      return VirtualBatch(TokenBatch(sequences[share], of: training))
    }
    return (batches, sequences.sampleDigest)
  }
}

extension VirtualBatch {
  init(_ batch: TokenBatch) {
    self.init(
      inputs: batch.inputs, targets: batch.targets, windowLengths: batch.segments.map(\.count))
  }
}
