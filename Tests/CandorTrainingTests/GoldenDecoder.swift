import CandorCore
import CandorModels
import CandorTensors
import CandorTraining
import SystemPackage

/// One file of Tests/Oracles/decoder_gradients.py.
struct GoldenDecoder {
  let configuration: DecoderConfiguration
  let segments: [Int]
  let tokens: [Int32]
  let targets: [Int32]
  let parameters: [Float]
  private let archive: TensorArchive

  init(_ name: String) throws {
    let archive = try TensorArchive(fixtures.appending("decoder").appending(name + ".safetensors"))
    func integers(_ name: String) throws -> [Int32] {
      guard let entry = archive.entry(named: name), entry.format == .int32 else {
        throw CandorError(.mismatch, "a list of integers is missing", at: .init(field: name))
      }
      return archive.withBytes(of: entry) { bytes in
        // SAFETY: any four bytes are an Int32; the span checks the bounds.
        (0..<entry.count).map {
          unsafe bytes.unsafeLoadUnaligned(fromByteOffset: 4 * $0, as: Int32.self)
        }
      }
    }
    let table = try integers("segments")
    segments = stride(from: 1, to: table.count, by: 2).map { Int(table[$0]) }
    tokens = try integers("tokens")
    targets = try integers("targets")
    let numbers = try integers("configuration").map(Int.init)
    configuration = DecoderConfiguration(
      vocabularySize: numbers[0], hiddenSize: numbers[1], layers: numbers[2],
      queryHeads: numbers[3], keyValueHeads: numbers[4], headSize: numbers[5],
      feedForwardSize: numbers[6], contextLength: segments.max() ?? 1,
      tiedEmbeddings: numbers[7] == 1)
    self.archive = archive
    let layout = ParameterLayout(configuration)
    var parameters = [Float](repeating: 0, count: layout.extent)
    for slot in layout.slots {
      let values = try Self.values(slot.name, slot.shape, archive)
      parameters.replaceSubrange(slot.range, with: values)
    }
    self.parameters = parameters
  }

  func values(_ name: String, _ shape: [Int]) throws -> [Float] {
    try Self.values(name, shape, archive)
  }

  private static func values(
    _ name: String, _ shape: [Int], _ archive: TensorArchive
  ) throws -> [Float] {
    var values = [Float](repeating: 0, count: shape.reduce(1, *))
    var span = values.mutableSpan
    try archive.read(name, shape: shape, into: &span)
    return values
  }

  private var batch: DecoderBatch { DecoderBatch(tokens: tokens, windowLengths: segments) }

  func run(_ decoder: Decoder, _ workspace: GradientWorkspace) -> (loss: Float, gradients: [Float])
  {
    var gradients = Buffer<Float>(count: decoder.layout.extent, repeating: 0)
    let loss = decoder.forwardBackward(
      batch, targets: targets, parameters: parameters.span, gradients: &gradients,
      workspace: workspace)
    return (loss, array(gradients))
  }

  func loss(_ decoder: Decoder, _ workspace: GradientWorkspace) -> Float {
    decoder.loss(batch, targets: targets, parameters: parameters.span, workspace: workspace)
  }

  func logits(_ decoder: Decoder) -> [Float] {
    logits(decoder, batch, DecoderWorkspace(configuration, rows: tokens.count, keeping: .result))
  }

  func logits(
    _ decoder: Decoder, _ batch: DecoderBatch, _ workspace: DecoderWorkspace,
    caches: [KeyValueCache] = []
  ) -> [Float] {
    var logits = Buffer<Float>(
      count: batch.rows * configuration.vocabularySize, repeating: 0)
    let weights = FlatWeights(parameters.span, layout: decoder.layout)
    decoder.forward(batch, weights: weights, caches: caches, workspace: workspace)
    decoder.logits(
      first: 0, rows: batch.rows, weights: weights, workspace: workspace, into: &logits)
    return array(logits)
  }
}
