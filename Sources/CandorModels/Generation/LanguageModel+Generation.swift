import CandorCore
import CandorTensors
import CandorText
import SystemPackage

extension LanguageModel {
  /// The ids of a prompt, with the token that begins a text if the tokenizer has one.
  ///
  /// - Throws: `usage` for a prompt without tokens.
  public func tokens(of prompt: String, special: SpecialTokenReading = .asText) throws -> [Int32] {
    let ids = tokenizer.encode(prompt, special: special, addSpecialTokens: true)
    guard !ids.isEmpty else {
      throw CandorError(.usage, "the prompt has no tokens", hint: "write at least one word")
    }
    return ids
  }

  /// Continues `prompt`.
  ///
  /// The same folder, prompt and options give the same tokens and the same logit bits on every
  /// machine and for every number of threads.
  ///
  /// - Parameters:
  ///   - cache: where what was read before is, and will be: that changes no bit.
  ///   - onPiece: gets the text as it comes, whole characters at a time.
  /// - Throws: `limitExceeded` for a prompt that does not fit the context, `usage` for options
  ///   without a meaning, `nonFinite` for broken parameters, `interrupted`; as `PromptCache.save`.
  public func generate(
    prompt: String, options: GenerationOptions = .init(), cache: PromptCache? = nil,
    onPiece: (String) -> Void = { _ in }
  ) throws -> Generation {
    let prompt = try tokens(of: prompt, special: options.special)
    let contextLength = decoder.configuration.contextLength
    let room = max(0, contextLength - prompt.count)
    let capacity = prompt.count + min(room, max(0, options.maximumTokens ?? room))
    let session = try DecoderSession(decoder, weights: weights, capacity: capacity)
    try cache?.restore(session)
    let result = try generate(after: prompt, in: session, options: options, onPiece: onPiece)
    try cache?.save(session)
    return result
  }

  /// Continues the tokens of a prompt in a session of this model. As far as the session has read the
  /// same tokens, they are not read again: that changes no bit.
  ///
  /// - Throws: as `generate(prompt:)`; `usage` for no tokens.
  public func generate(
    after prompt: [Int32], in session: DecoderSession, options: GenerationOptions,
    onPiece: (String) -> Void = { _ in }
  ) throws -> Generation {
    guard !prompt.isEmpty else { throw CandorError(.usage, "the prompt has no tokens") }
    var run = try GenerationRun(self, after: prompt, options: options)
    let start = ContinuousClock.now
    let known = session.rewind(
      to: zip(prompt.dropLast(), session.tokens).prefix { $0 == $1 }.count)
    try session.read(Array(prompt[known...]))
    run.result.promptTokens = prompt.count
    run.result.cachedTokens = known
    run.result.seconds.load = loadSeconds
    run.result.seconds.prompt = start.secondsSince

    let generating = ContinuousClock.now
    run.observe(session)
    while let token = run.next(session, onPiece: onPiece) {
      try session.read(token) { run.guess(after: session.tokens + [token]) }
      run.observe(session)
    }
    run.finish(onPiece: onPiece)
    run.result.seconds.generate = generating.secondsSince
    return run.result
  }
}

/// One generation on its way.
private struct GenerationRun {
  var result = Generation()
  private let model: LanguageModel
  private let options: GenerationOptions
  private let sampler: Sampler
  private var decoding: StreamingDecoder
  private var scanner: StopScanner
  private var digest = DigestBuilder()

  init(_ model: LanguageModel, after prompt: [Int32], options: GenerationOptions) throws {
    self.model = model
    self.options = options
    sampler = try Sampler(options.sampling)
    // After a control token a text begins; else the prompt's goes on.
    decoding = StreamingDecoder(
      model.tokenizer, isWithinText: prompt.last.map { !model.tokenizer.isSpecial($0) } ?? false)
    scanner = StopScanner(options.stopStrings)
    result.logProbabilities = options.logProbabilities ? [] : nil
    result.alternatives = options.logProbabilities && options.alternatives > 0 ? [] : nil
  }

  /// Takes note of the logits that the next token is chosen from.
  mutating func observe(_ session: DecoderSession) {
    guard options.logitDigest else { return }
    session.withLogits { logits in
      // SAFETY: a Float is four bytes without padding.
      digest.update(unsafe logits.bytes)
    }
  }

  /// Chooses a token; nil, with the reason noted, if it is the last one or none is wanted.
  mutating func next(_ session: DecoderSession, onPiece: (String) -> Void) -> Int32? {
    if let limit = options.maximumTokens, result.tokens.count >= limit {
      return stop(.maximumTokens)
    }
    guard session.tokens.count < session.capacity else { return stop(.contextLength) }
    let arithmetic = model.decoder.arithmetic
    let token = session.withLogits {
      sampler.choose(
        logits: $0, after: session.tokens, generated: result.tokens.count,
        position: session.tokens.count, arithmetic: arithmetic)
    }
    if model.endOfText.contains(token) { return stop(.endOfText) }
    if options.logProbabilities { noteProbabilities(of: token, session) }
    result.tokens.append(token)
    emit(scanner.pass(decoding.append(token)), onPiece)
    if scanner.isStopped { return stop(.stopString) }
    // The last token need not be read: nothing is chosen after it.
    if result.tokens.count == options.maximumTokens { return stop(.maximumTokens) }
    return token
  }

  private mutating func noteProbabilities(of token: Int32, _ session: DecoderSession) {
    let arithmetic = model.decoder.arithmetic
    session.withLogits { logits in
      result.logProbabilities?.append(arithmetic.logProbability(of: Int(token), logits: logits))
      guard options.alternatives > 0 else { return }
      result.alternatives?.append(
        TokenProbability.highest(options.alternatives, of: logits, arithmetic))
    }
  }

  /// What may follow, for the forward pass that now begins.
  mutating func guess(after tokens: [Int32]) -> [Int32] {
    result.passes += 1
    // The last token need not be read.
    let wanted = (options.maximumTokens ?? .max) - result.tokens.count - 1
    return NGramDrafter(limit: min(options.draft, wanted)).guess(after: tokens)
  }

  /// Lets go of what was held back.
  mutating func finish(onPiece: (String) -> Void) {
    emit(scanner.pass(decoding.flush()), onPiece)
    emit(scanner.flush(), onPiece)
    if options.logitDigest { result.logitDigest = digest.finalize() }
  }

  private mutating func emit(_ piece: String, _ onPiece: (String) -> Void) {
    guard !piece.isEmpty else { return }
    result.text += piece
    onPiece(piece)
  }

  private mutating func stop(_ reason: Generation.StopReason) -> Int32? {
    result.stopReason = reason
    return nil
  }
}
