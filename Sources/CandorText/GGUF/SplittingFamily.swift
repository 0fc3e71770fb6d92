import CandorCore

/// How the families of byte-pair models cut text: the rules behind `tokenizer.ggml.pre`, in the words
/// of the families' own `tokenizer.json`.
struct SplittingFamily {
  let steps: [JSONValue]
  var normalizer: JSONValue = nil
  /// Whether a piece that is a token is that token, however its merges would go.
  var prefersWholePieces = false
  /// Whether a text begins with `bos` unless the file says otherwise.
  var addsBeginOfText = false

  private static let contractions = "(?i:'s|'t|'re|'ve|'m|'ll|'d)"
  private static let spaces = #"\s*[\r\n]+|\s+(?!\S)|\s+"#

  private static func words(_ contractions: String, letters: String, digits: String, ends: String)
    -> String
  {
    #"\#(contractions)|[^\r\n\p{L}\p{N}]?\#(letters)|\#(digits)| ?[^\s\p{L}\p{N}]+[\#(ends)]*|\#(spaces)"#
  }

  private static let gpt2 = SplittingFamily(
    steps: [TokenizerStages.Phrase.byteLevel(usesPattern: true)])
  private static let singleDigits = SplittingFamily(
    steps: [TokenizerStages.Phrase.digits, TokenizerStages.Phrase.byteLevel(usesPattern: true)])

  private static func split(_ patterns: String...) -> [JSONValue] {
    patterns.map { TokenizerStages.Phrase.split($0) }
      + [TokenizerStages.Phrase.byteLevel(usesPattern: false)]
  }

  private static let threeDigits = split(
    words(contractions, letters: #"\p{L}+"#, digits: #"\p{N}{1,3}"#, ends: #"\r\n"#))
  private static let qwen2 = SplittingFamily(
    steps: split(words(contractions, letters: #"\p{L}+"#, digits: #"\p{N}"#, ends: #"\r\n"#)),
    normalizer: ["type": "NFC"])
  private static let deepSeek3 = SplittingFamily(
    steps: split(
      #"\p{N}{1,3}"#, "[一-龥\u{3040}-ゟ゠-ヿ]+",
      ##"[!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+"##
        + #"| ?[\p{P}\p{S}]+[\r\n]*|\#(spaces)"#))

  private static let (upper, lower) = (
    #"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]"#, #"[\p{Ll}\p{Lm}\p{Lo}\p{M}]"#
  )
  private static let tekken = SplittingFamily(
    steps: split(
      #"[^\r\n\p{L}\p{N}]?\#(upper)*\#(lower)+|[^\r\n\p{L}\p{N}]?\#(upper)+\#(lower)*|\p{N}"#
        + #"| ?[^\s\p{L}\p{N}]+[\r\n/]*|\#(spaces)"#),
    prefersWholePieces: true)
  private static let gpt4o = SplittingFamily(
    steps: split(
      #"[^\r\n\p{L}\p{N}]?\#(upper)*\#(lower)+\#(contractions)?"#
        + #"|[^\r\n\p{L}\p{N}]?\#(upper)+\#(lower)*\#(contractions)?|\p{N}{1,3}"#
        + #"| ?[^\s\p{L}\p{N}]+[\r\n/]*|\#(spaces)"#),
    prefersWholePieces: true)

  static let families: [(names: [String], family: SplittingFamily)] = [
    (["gpt-2", "gpt2", "olmo", "phi-2", "jina-es", "jina-de", "mpt"], gpt2),
    (["smollm", "starcoder", "refact", "codeshell", "command-r"], singleDigits),
    (
      ["llama-bpe", "llama3", "llama-v3"],
      SplittingFamily(steps: threeDigits, prefersWholePieces: true, addsBeginOfText: true)
    ),
    (["dbrx", "smaug-bpe", "olmo2"], SplittingFamily(steps: threeDigits)),
    (["qwen2", "deepseek-r1-qwen"], qwen2),
    (["deepseek-v3"], deepSeek3),
    (["tekken"], tekken),
    (["gpt-4o", "llama4"], gpt4o),
  ]

  /// - Throws: `unsupported` for a name that is not known, with those that are.
  static func named(_ name: String?) throws -> SplittingFamily {
    if let name, let known = families.first(where: { $0.names.contains(name) }) {
      return known.family
    }
    throw CandorError(
      .unsupported,
      name.map { "text cut by the rule `\($0)` cannot be read" }
        ?? "the rule that cuts text is not named",
      hint: "known are \(families.flatMap(\.names).joined(separator: ", "))",
      at: .init(field: "tokenizer.ggml.pre"))
  }
}
