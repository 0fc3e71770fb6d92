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

  /// The tokens that a new tokenizer begins with.
  ///
  /// - Throws: `usage` if two have one name; `malformed` for a name that is empty or one piece of
  ///   text: readers that know no better would take the text for the token.
  func tokens(cutBy preTokenizer: PreTokenizer) throws -> [AddedToken] {
    guard Set(names.map(ExactString.init)).count == names.count else {
      throw CandorError(.usage, "two special tokens have one name")
    }
    return try names.enumerated().map { id, name in
      var pieces = Pieces(Array(name.utf8), beginsText: true)
      preTokenizer.apply(to: &pieces)
      guard pieces.ends.count > 1 else {
        throw CandorError(
          .malformed, "the special token `\(name)` could be a word",
          hint: "give it a name that no text splits off whole, like `<|end_of_text|>`")
      }
      return AddedToken(id: Int32(id), name: name)
    }
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
  /// The name becomes the token where it lies whole within one of these ranges of bytes, which ascend
  /// and are apart: what a program wrote around the words of a user. Elsewhere the names of other
  /// added tokens, such as `<think>`, are text too.
  case asTokensWithin([Range<Int>])

  /// Whether a name at `place` is the token.
  func reads(_ place: Range<Int>) -> Bool {
    switch self {
    case .asText: return false
    case .asTokens: return true
    case .asTokensWithin(let ranges):
      var (low, high) = (0, ranges.count)
      while low < high {
        let middle = (low + high) / 2
        if ranges[middle].upperBound < place.upperBound { low = middle + 1 } else { high = middle }
      }
      return low < ranges.count && ranges[low].lowerBound <= place.lowerBound
    }
  }

  /// What holds for the text at `place` once its bytes have moved: it is trusted whole or not at all.
  func whole(_ place: Range<Int>) -> SpecialTokenReading {
    guard case .asTokensWithin = self else { return self }
    return reads(place) ? .asTokens : .asTokensWithin([])
  }
}

/// What a decoder makes of a special token.
public enum SpecialTokenWriting: Sendable {
  /// Leaves it out.
  case omitted
  /// Writes its name.
  case byName
}
