import CandorCore
import CCandorKernels

/// Tells the labels of texts, one after another, as `fasttext predict` does with line feeds as blanks.
///
/// The rows of a word are summed before they join the text's, so that a word met before costs one
/// addition; whether it was met changes no bit.
package struct FastTextClassifier: Sendable {
  package struct Prediction: Equatable, Sendable {
    /// In the model's ``FastTextModel/labels``.
    package let label: Int
    /// As fastText gives it, at most 1.
    package let probability: Double
  }

  private let model: FastTextModel
  private var known: WordSums
  private var hidden: [Float]
  private var wordSum: [Float]
  /// `<word>`.
  private var marked: [UInt8] = []
  /// Of all words of the text, where runs of them have rows.
  private var hashes: [Int32] = []
  private var rows = 0

  private static let space = ByteSet(" \t\n\r\u{0B}\u{0C}\0")
  private static let letters = space.inverted
  /// What fastText puts at the end of a line; as a word of a text it ends it.
  private static let end = Array("</s>".utf8)

  package init(_ model: FastTextModel) {
    self.model = model
    known = WordSums(dimension: model.settings.dimension)
    hidden = [Float](repeating: 0, count: model.settings.dimension)
    wordSum = hidden
  }

  /// The label of a text; nil if nothing of it has a row.
  package mutating func label(of text: Span<UInt8>) -> Prediction? {
    for column in hidden.indices { hidden[column] = 0 }
    hashes.removeAll(keepingCapacity: true)
    rows = 0
    var place = 0
    while true {
      let start = text.run(of: Self.space, from: place)
      place = text.run(of: Self.letters, from: start)
      if start == place { break }
      if place - start == 4, text.hasPrefix(Self.end, at: start) { break }
      add(text, start..<place)
    }
    var rowsOfEnd = 0
    let hash = FastTextHash.of(Self.end.span, 0..<4)
    hashes.append(Int32(bitPattern: hash))
    if let number = model.vocabulary.number(of: Self.end.span, 0..<4, hash: hash),
      number < model.vocabulary.words
    {
      model.rows.add(row: number, to: &hidden)
      rowsOfEnd = 1
    }
    addRunsOfWords()
    guard rows > 0 else { return nil }
    let factor = Float(1 / Double(rows + rowsOfEnd))
    for column in hidden.indices { hidden[column] *= factor }
    let best = model.output.best(for: hidden)
    return Prediction(label: best.label, probability: min(1, ck_exp64(best.logarithm)))
  }

  private mutating func add(_ text: Span<UInt8>, _ word: Range<Int>) {
    guard word.count <= WordSums.longestWord else {
      if let hash = sum(text, word) { addSum(hash) }
      return
    }
    let key = WordSums.key(text.rawBytes, word)
    let place = known.place(of: key)
    if known.holds(key, at: place) {
      let (hash, count) = known.add(place, to: &hidden)
      rows += count
      if model.settings.wordRun > 1 { hashes.append(Int32(bitPattern: hash)) }
    } else if let sum = sum(text, word) {
      known.keep(key, at: place, hash: sum.hash, rows: sum.rows, wordSum)
      addSum(sum)
    }
  }

  private mutating func addSum(_ sum: (hash: UInt32, rows: Int)) {
    for column in hidden.indices { hidden[column] += wordSum[column] }
    rows += sum.rows
    if model.settings.wordRun > 1 { hashes.append(Int32(bitPattern: sum.hash)) }
  }

  /// Sums the rows of a word and its runs of letters in `wordSum`; nil for a label, which counts as
  /// nothing.
  private mutating func sum(
    _ text: Span<UInt8>, _ word: Range<Int>
  ) -> (hash: UInt32, rows: Int)? {
    let hash = FastTextHash.of(text, word)
    let number = model.vocabulary.number(of: text, word, hash: hash)
    if let number {
      if number >= model.vocabulary.words { return nil }
    } else if FastTextVocabulary.isLabel(text, word) {
      return nil
    }
    for column in wordSum.indices { wordSum[column] = 0 }
    var rows = 0
    if let number {
      model.rows.add(row: number, to: &wordSum)
      rows = 1
    }
    if !model.settings.letterRuns.isEmpty {
      marked.removeAll(keepingCapacity: true)
      marked.append(UInt8(ascii: "<"))
      for index in word { marked.append(text[index]) }
      marked.append(UInt8(ascii: ">"))
      rows += addRunsOfLetters()
    }
    return (hash, rows)
  }

  /// The runs of letters of `marked`; a byte that continues a letter begins none.
  private mutating func addRunsOfLetters() -> Int {
    let lengths = model.settings.letterRuns
    let marked = marked
    let bytes = marked.span
    var rows = 0
    for start in bytes.indices where bytes[start] & 0xC0 != 0x80 {
      var (hash, end, length) = (FastTextHash.start, start, 1)
      while length < lengths.upperBound, end < bytes.count {
        repeat {
          hash = FastTextHash.adding(bytes[end], to: hash)
          end += 1
        } while end < bytes.count && bytes[end] & 0xC0 == 0x80
        let isMark = length == 1 && (start == 0 || end == bytes.count)
        if length >= lengths.lowerBound, !isMark,
          let row = model.vocabulary.row(ofLetters: hash)
        {
          model.rows.add(row: row, to: &wordSum)
          rows += 1
        }
        length += 1
      }
    }
    return rows
  }

  private mutating func addRunsOfWords() {
    guard model.settings.wordRun > 1 else { return }
    for start in hashes.indices {
      var hash = UInt64(bitPattern: Int64(hashes[start]))
      for index in start + 1..<max(start + 1, min(start + model.settings.wordRun, hashes.count)) {
        hash = hash &* 116_049_371 &+ UInt64(bitPattern: Int64(hashes[index]))
        guard let row = model.vocabulary.row(ofWords: hash) else { continue }
        model.rows.add(row: row, to: &hidden)
        rows += 1
      }
    }
  }
}
