import CandorCore

/// What a GGUF file says of its tokenizer, in plain values: its keys `tokenizer.ggml.…`.
///
/// Values that a file lacks are nil or empty; what then holds is what llama.cpp takes.
public struct TokenizerMetadata: Sendable {
  /// `model`: `gpt2` (byte pairs with merges), `llama` (SentencePiece pairs by score) or `t5`
  /// (unigram).
  public var model: String
  /// `pre`: the name of the rule that cuts text, for `gpt2`.
  public var pre: String?
  /// `tokens`: how each token is written, as UTF-8.
  public var tokens: ByteStrings
  /// `scores`: one for each token, for `llama` and `t5`.
  public var scores: [Float]
  /// `token_type`: one `TokenType` for each token; empty if all are normal.
  public var types: [Int32]
  /// `merges`: two tokens with a space between, for `gpt2`.
  public var merges: ByteStrings

  /// `bos_token_id`, `eos_token_id`, `unknown_token_id`.
  public var beginOfText: Int?
  public var endOfText: Int?
  public var unknown: Int?
  /// `add_bos_token`, `add_eos_token`: whether a text gets them.
  public var addsBeginOfText: Bool?
  public var addsEndOfText: Bool?
  /// `add_space_prefix`: whether a text begins with a space of the tokenizer's, for `llama`.
  public var addsSpacePrefix: Bool?

  public init(model: String, tokens: ByteStrings) {
    self.model = model
    self.tokens = tokens
    (pre, scores, types, merges) = (nil, [], [], [])
  }

  enum TokenType: Int32 {
    case normal = 1
    case unknown, control, userDefined, unused, byte
  }
}
