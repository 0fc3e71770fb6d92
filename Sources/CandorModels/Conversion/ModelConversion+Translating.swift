import CandorCore
import CandorTensors
import CandorText
import SystemPackage

/// Folders to GGUF files, and either to folders: the same numbers under other names and in another
/// order, and the same configuration and tokenizer in other words.
extension ModelConversion {
  /// A folder as one GGUF file.
  static func joining(
    _ model: ModelContents, to output: FilePath, _ mix: WeightMix, _ arithmetic: Arithmetic,
    _ progress: (Double) -> Void
  ) throws -> ModelConversion {
    let decoder = model.configuration
    let translation = model.translation(to: .gguf(decoder.family), arithmetic)
    var draft = GGUFDraft()
    try draft.set(decoder)
    let reason = try draft.set(model.tokenizer, of: decoder.vocabularySize)
    try draft.set(endsOfAnswer: model.endsOfAnswer)
    if let template = model.chatTemplate { draft.set("tokenizer.chat_template", template) }
    let source = try model.files.map(File.init)
    draft.set(mix, source)
    let tensors = translation.tensors
    let divisors = decoder.rotaryDivisors
    var plan = tensors.map {
      TensorArchiveWriter.Description(
        $0.name, mix.format(of: $0.name, shape: $0.shape, decoder), $0.shape)
    }
    if let divisors {
      plan.insert(
        .init(GGUFConfigurationReader.rotaryDivisors, .float32, [divisors.count]), at: 0)
    }
    var writer = try GGUFWriter(to: output, metadata: draft, tensors: plan)
    if let divisors {
      try writer.append(divisors.span.rawBytes)
      try writer.finishTensor()
    }
    for (index, (tensor, description)) in zip(tensors, plan.suffix(tensors.count)).enumerated() {
      try translation.write(tensor, as: description.format, to: &writer)
      progress(Double(index + 1) / Double(tensors.count))
    }
    try writer.commit { path in
      // What a reader makes of the file is what was meant.
      let archive = try TensorArchive(path)
      let found = try DecoderConfiguration(gguf: archive, archive.ggufMetadata)
      let sizes = (found.turningSize, decoder.turningSize)
      guard found.comparable == decoder.comparable,
        found.rotary.frequencies(size: sizes.0) == decoder.rotary.frequencies(size: sizes.1)
      else {
        throw decoder.unsayable("this configuration of `\(decoder.family.rawValue)`")
      }
      _ = try Tokenizer(archive.ggufMetadata, file: output.string)
    }
    return try ModelConversion(source: source, result: [output], plan, tokenizerNote: reason)
  }

  /// A GGUF file, or another folder, as a folder of Hugging Face transformers.
  static func unfolding(
    _ model: ModelContents, to output: FilePath, _ mix: WeightMix, _ arithmetic: Arithmetic,
    _ progress: (Double) -> Void
  ) throws -> ModelConversion {
    guard mix.format.isSafetensorsType else {
      throw CandorError(
        .unsupported, "\(mix.rawValue) cannot be stored in a folder",
        hint: "F32, F16 and BF16 can; or let the result be called `….gguf`")
    }
    let isNew = !FileSystem.exists(output)
    try FileSystem.createDirectory(output)
    guard try FileSystem.list(output).isEmpty else {
      throw CandorError(
        .usage, "the folder holds something", hint: "name a new one, or `….gguf` for a file",
        at: .init(file: output.string))
    }
    do {
      return try write(model, to: output, mix, arithmetic, progress)
    } catch {
      if isNew { try? FileSystem.remove(output) }
      throw error
    }
  }

  private static func write(
    _ model: ModelContents, to folder: FilePath, _ mix: WeightMix, _ arithmetic: Arithmetic,
    _ progress: (Double) -> Void
  ) throws -> ModelConversion {
    let (decoder, tokenizer) = (model.configuration, model.tokenizer)
    let configuration = try decoder.huggingFace(
      beginOfText: tokenizer.beginOfText, endOfText: tokenizer.endOfText, type: mix.format)
    let source = try model.files.map(File.init)
    let names = TensorConventions.gguf(decoder.family)
    let translation = model.translation(to: decoder.family.definition.conventions, arithmetic)
    let tensors = translation.tensors.sorted {
      $0.name.utf8.lexicographicallyPrecedes($1.name.utf8)
    }
    let plan = tensors.map { tensor in
      // What is more than a name of GGUF says is what it is.
      let name = tensor.parts.first.map { names[$0.tensor] } ?? tensor.name
      return TensorArchiveWriter.Description(
        tensor.name, mix.format(of: name, shape: tensor.shape, decoder), tensor.shape)
    }
    try tokenizer.save(folder: folder, contextLength: decoder.contextLength)
    if let template = model.chatTemplate {
      try AtomicFile.write(Array(template.utf8), to: folder.appending(ChatTemplate.fileName))
    }
    let ends = ([tokenizer.endOfText] + model.endsOfAnswer).map { JSONValue.integer(Int64($0)) }
    var generation: JSONObject = ["eos_token_id": .array(ends)]
    if let begin = tokenizer.beginOfText { generation["bos_token_id"] = .integer(Int64(begin)) }
    try AtomicFile.write(
      JSONValue.object(generation).pretty(),
      to: folder.appending(GenerationConfiguration.fileName))
    var writer = try TensorArchiveWriter(
      to: folder.appending(DecoderParameters.fileName), tensors: plan,
      metadata: [
        ("format", "pt"),
        (
          "candor.source.files",
          source.map { "\($0.digest.hex)  \($0.name)" }.joined(separator: "\n")
        ),
      ])
    for (index, tensor) in tensors.enumerated() {
      try translation.write(tensor, as: plan[index].format, to: &writer)
      progress(Double(index + 1) / Double(tensors.count))
    }
    try writer.commit()
    try AtomicFile.write(
      configuration.pretty(), to: folder.appending(DecoderConfiguration.fileName))
    let files = try FileSystem.list(folder).sorted().map { folder.appending($0) }
    return try ModelConversion(source: source, result: files, plan)
  }
}

extension TensorTranslation {
  /// Writes a tensor in a format.
  fileprivate func write<Writer: TensorFileWriter & ~Copyable>(
    _ tensor: Tensor, as format: TensorFormat, to writer: inout Writer
  ) throws {
    try Interruption.check()
    try forEachPiece(of: tensor) { numbers in
      let count = format.byteCount(of: [numbers.count]) ?? 0
      var bytes = try Buffer<UInt8>(checkedCount: count, repeating: 0)
      var target = bytes.mutableSpan
      guard arithmetic.quantise(numbers, format, into: &target) else {
        throw CandorError(
          .nonFinite, "a number is not finite, or too large for \(format.rawValue)",
          at: .init(file: archive.path.string, field: tensor.name))
      }
      try writer.append(bytes.span.rawBytes)
    }
    try writer.finishTensor()
  }
}

extension WeightMix {
  fileprivate func format(
    of name: String, shape: [Int], _ decoder: DecoderConfiguration
  ) -> TensorFormat {
    format(of: name, shape: shape, isTied: decoder.tiedEmbeddings, layers: decoder.layers)
  }
}
