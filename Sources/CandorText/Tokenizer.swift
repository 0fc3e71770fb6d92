import CandorCore

/// Text to token ids and back.
///
/// Text runs through the stages of a Hugging Face `tokenizer.json`: added tokens are found, what
/// lies between is normalised and cut into pieces, the model makes tokens of each piece, and tokens
/// of the model's own are put around the whole. The ids equal those of Hugging Face `tokenizers`
/// for the file that this type was read from or is saved as.
public struct Tokenizer: Sendable {
  let vocabulary: Vocabulary
  let addedTokens: [AddedToken]
  let stages: TokenizerStages
  let model: TokenModel

  /// The token that documents begin with, if any.
  public let beginOfText: Int32?
  /// The token that documents end with.
  public let endOfText: Int32

  private let rawTokens: AddedTokenFinder
  private let isSpecial: [Bool]
  private let encoder: StretchEncoder

  /// - Precondition: the ids of `addedTokens` lie within the vocabulary.
  init(
    vocabulary: Vocabulary, addedTokens: [AddedToken], stages: TokenizerStages, model: TokenModel,
    beginOfText: Int32?, endOfText: Int32
  ) {
    self.vocabulary = vocabulary
    self.addedTokens = addedTokens
    self.stages = stages
    self.model = model
    self.beginOfText = beginOfText
    self.endOfText = endOfText
    rawTokens = AddedTokenFinder(addedTokens.filter { !$0.isNormalized }) { Array($0.name.utf8) }
    var isSpecial = [Bool](repeating: false, count: vocabulary.count)
    for token in addedTokens where token.isSpecial { isSpecial[Int(token.id)] = true }
    self.isSpecial = isSpecial
    encoder = StretchEncoder(addedTokens, stages, model)
  }

  /// Encodes text; the bytes need not be UTF-8.
  ///
  /// - Parameters:
  ///   - special: what the name of a special token in `text` means; nothing, by default.
  ///   - addSpecialTokens: puts the tokens around the text that the model expects, such as the one
  ///     that begins a text. A text that a chat template wrote has them already.
  /// - Complexity: O(n), and O(m log m) for a piece of m bytes.
  public func encode(
    _ text: [UInt8], special: SpecialTokenReading = .asText, addSpecialTokens: Bool = false
  ) -> [Int32] {
    var ids: [Int32] = []
    ids.reserveCapacity(text.count / 3 + 8)
    if addSpecialTokens { ids += stages.postProcessor.prefix }
    encoder.withPieceEncoder { pieces in
      rawTokens.split(text.span, special) { stretch in
        switch stretch {
        case .token(let id): ids.append(id)
        case .text(let range): encoder.encode(text[range], special, by: &pieces, into: &ids)
        }
      }
    }
    if addSpecialTokens { ids += stages.postProcessor.suffix }
    return ids
  }

  /// Encodes the UTF-8 bytes of `text`.
  public func encode(
    _ text: String, special: SpecialTokenReading = .asText, addSpecialTokens: Bool = false
  ) -> [Int32] {
    encode(Array(text.utf8), special: special, addSpecialTokens: addSpecialTokens)
  }

  /// The bytes that `ids` write: without special tokens, those that were encoded, as far as the
  /// stages keep them. Ids outside the vocabulary write nothing.
  public func decode(_ ids: [Int32], special: SpecialTokenWriting = .omitted) -> [UInt8] {
    var (text, state) = ([UInt8](), TokenDecoder.State())
    for id in ids { append(id, special, to: &text, &state) }
    return text
  }

  /// Appends what `id` writes after what came before.
  func append(
    _ id: Int32, _ special: SpecialTokenWriting, to text: inout [UInt8],
    _ state: inout TokenDecoder.State
  ) {
    guard 0..<vocabulary.count ~= Int(id), special == .byName || !isSpecial[Int(id)] else { return }
    stages.decoder.append(vocabulary.bytes(of: id), to: &text, &state)
  }

  /// How many ids there are: 0 ..< `vocabularySize`.
  public var vocabularySize: Int { vocabulary.count }

  /// The bytes that one token writes in the midst of a text (for a special token, its name); nil
  /// outside the vocabulary.
  public func bytes(of id: Int32) -> [UInt8]? {
    guard 0..<vocabulary.count ~= Int(id) else { return nil }
    var (text, state) = ([UInt8](), TokenDecoder.State(isWithinText: true))
    append(id, .byName, to: &text, &state)
    return text
  }

  /// The token of this name: an added one, or one whose text it is.
  public func token(named name: String) -> Int32? {
    let exact = ExactString(name)
    return addedTokens.first { ExactString($0.name) == exact }?.id
      ?? vocabulary.token(Array(name.utf8))
  }

  /// Whether a token controls the model, rather than being text.
  public func isSpecial(_ id: Int32) -> Bool {
    isSpecial.indices.contains(Int(id)) && isSpecial[Int(id)]
  }
}
