import CandorCore
import CandorTensors
import CandorText
import SystemPackage

extension LanguageModel {
  /// Writes a safetensors file with `ids` (I32 [tokens]) and `logits` (F32 [tokens, vocabulary]) of
  /// every token of `prompt`.
  ///
  /// - Throws: as `generate`; `unavailable` without the memory for all logits; `inputOutput`.
  public func writeLogits(
    of prompt: String, special: SpecialTokenReading = .asText, to path: FilePath
  ) throws {
    let ids = try tokens(of: prompt, special: special)
    let vocabulary = decoder.configuration.vocabularySize
    let session = try DecoderSession(decoder, weights: weights, capacity: ids.count)
    var logits = try Buffer<Float>(checkedCount: ids.count * vocabulary, repeating: 0)
    var written = 0
    try session.read(ids) { row in
      var all = logits.mutableSpan
      for index in row.indices { all[written + index] = row[index] }
      written += vocabulary
    }
    var writer = try TensorArchiveWriter(
      to: path,
      tensors: [
        .init("ids", .int32, [ids.count]), .init("logits", .float32, [ids.count, vocabulary]),
      ])
    // SAFETY: elements of four bytes have no padding.
    try writer.append("ids", unsafe ids.span.bytes)
    try writer.append("logits", unsafe logits.span.bytes)
    try writer.commit()
  }
}
