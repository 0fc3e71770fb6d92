import CandorCore

/// The names of the tokens that stand for events, not for text.
public struct SpecialTokens: Sendable, Equatable {
  /// Marks the beginning of a document; nil if documents begin with their text.
  public var beginOfText: String?
  /// Marks the end of a document.
  public var endOfText: String
  /// Further tokens, such as one for padding.
  public var others: [String]

  public init(
    beginOfText: String? = "<|begin_of_text|>", endOfText: String = "<|end_of_text|>",
    others: [String] = []
  ) {
    self.beginOfText = beginOfText
    self.endOfText = endOfText
    self.others = others
  }

  /// All names in the order of their ids: begin, end, others.
  var names: [String] {
    (beginOfText.map { [$0] } ?? []) + [endOfText] + others
  }
}

/// What an encoder makes of the name of a special token that it meets in text.
public enum SpecialTokenReading: Sendable, Equatable {
  /// Text stays text: whoever writes the text cannot forge a special token. Equal to Hugging Face
  /// `tokenizers` with `encode_special_tokens = True`.
  case asText
  /// The name becomes the token, as Hugging Face does unless told otherwise. Where two names match,
  /// the leftmost and then the longest counts. For text that a program wrote, not a user.
  case asTokens
  /// As `asTokens` for names that lie whole within one of these ranges of bytes, which ascend and are
  /// apart; all other names stay text. For text in which a program and a user take turns.
  case asTokensWithin([Range<Int>])
}

extension SpecialTokenReading {
  /// The ranges in which names count, of a text of `count` bytes.
  func ranges(in count: Int) -> [Range<Int>] {
    switch self {
    case .asText: []
    case .asTokens: [0..<count]
    case .asTokensWithin(let ranges): ranges.map { $0.clamped(to: 0..<count) }
    }
  }
}

/// What a decoder makes of a special token.
public enum SpecialTokenWriting: Sendable {
  /// Leaves it out.
  case omitted
  /// Writes its name.
  case byName
}
