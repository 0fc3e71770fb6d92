import CandorCore

/// A closed list of words, with single bytes for everything else.
///
/// Text is cut into pieces: a run of letters, any other single character that is not white space
/// (each with the one space before it, if there is one), or one character of white space. A piece
/// in the list is one token. Any other piece is spelled: each character that is in the list is that
/// token, each other one becomes its UTF-8 bytes. So any bytes round-trip.
///
/// A word is written with the space before it: ` walks` is one token within a sentence, and a word
/// that also begins a line needs `Anna` besides ` Anna`. Digits need no second form: where ` 4` is
/// not in the list, ` ` and `4` are used.
public struct WordListTokenizer: Sendable {
  let vocabulary: Vocabulary
  let firstByte: Int
  private let table: WordTable
  private let classes = UnicodeClasses.pinned

  /// Numbers the special tokens, then the bytes 0...255, then `words`, in this order.
  ///
  /// - Throws: `usage` for a word that occurs twice or is no single piece, so that no text would
  ///   ever use it.
  public init(words: [String], special: SpecialTokens = SpecialTokens()) throws {
    let names = special.names
    guard Set(names).count == names.count else {
      throw CandorError(.usage, "two special tokens have one name")
    }
    guard words.count <= Vocabulary.limit else {
      throw CandorError(.limitExceeded, "\(words.count) words are more than \(Vocabulary.limit)")
    }
    var table = WordTable()
    for (index, word) in words.enumerated() {
      let bytes = Array(word.utf8)
      let text = bytes.span
      guard !bytes.isEmpty,
        PreTokenizer.words.endOfPiece(in: text, from: 0, classes: .pinned) == bytes.count
      else {
        throw CandorError(
          .usage, "`\(word)` is not one word",
          hint: "a word is letters or one other character, with at most one space before")
      }
      guard table.insert(bytes) == index else {
        throw CandorError(.usage, "the word `\(word)` occurs twice")
      }
    }
    let hasBegin = special.beginOfText != nil
    firstByte = names.count
    self.table = table
    vocabulary = try Vocabulary(
      tokens: names.map { Array($0.utf8) } + (0...255).map { [$0] }
        + words.map { Array($0.utf8) },
      special: names.indices.map { Int32($0) }, beginOfText: hasBegin ? 0 : nil,
      endOfText: hasBegin ? 1 : 0, startsWithBeginOfText: hasBegin, preTokenizer: .words)
  }

  /// The words, in the order of their ids.
  public var words: [String] {
    vocabulary.tokens[(firstByte + 256)...].map { String(decoding: $0, as: UTF8.self) }
  }

  /// Encodes text; the bytes need not be UTF-8.
  public func encode(
    _ text: [UInt8], special: SpecialTokenReading = .asText, addBeginOfText: Bool = false
  ) -> [Int32] {
    vocabulary.encode(text.span, special: special, addBeginOfText: addBeginOfText) { text, ids in
      var start = 0
      while start < text.count {
        let end = PreTokenizer.words.endOfPiece(in: text, from: start, classes: classes)
        if let word = word(start..<end, of: text) {
          ids.append(word)
        } else {
          spell(start..<end, of: text, into: &ids)
        }
        start = end
      }
    }
  }

  /// The bytes that `ids` write. Ids outside the vocabulary write nothing.
  public func decode(_ ids: [Int32], special: SpecialTokenWriting = .omitted) -> [UInt8] {
    vocabulary.decode(ids, special: special)
  }

  private func word(_ range: Range<Int>, of text: Span<UInt8>) -> Int32? {
    table.number(of: range, in: text).map { Int32(firstByte + 256 + $0) }
  }

  private func spell(_ range: Range<Int>, of text: Span<UInt8>, into ids: inout [Int32]) {
    var start = range.lowerBound
    while start < range.upperBound {
      let end = start + classes.character(in: text, at: start).length
      if let character = word(start..<end, of: text) {
        ids.append(character)
      } else {
        for index in start..<end { ids.append(Int32(firstByte + Int(text[index]))) }
      }
      start = end
    }
  }
}
