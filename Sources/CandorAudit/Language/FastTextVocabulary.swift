import CandorCore

/// The words and labels of a fastText model, and which rows the runs have that pruning left.
///
/// Words stay in the file.
struct FastTextVocabulary: Sendable {
  private let file: MappedFile
  /// Words come first, then labels.
  let words: Int
  /// Without `__label__`.
  let labels: [String]
  /// How often training met each label.
  let labelCounts: [Int]
  /// Where the words and labels begin in the file; a zero ends each.
  private let starts: [Int]
  private let numbers: HashBuckets
  private let buckets: Int
  private let bucket: Modulus
  /// The runs that pruning left, and the rows they have; nil if all are there.
  private let kept: (buckets: [UInt32], rows: [Int32], numbers: HashBuckets)?
  /// Behind the words.
  private let runRows: Int

  private static let labelPrefix = Array("__label__".utf8)
  private static let longestLabel = 256
  private static let countLimit = 1_000_000_000_000_000

  /// - Throws: `malformed`.
  init(_ source: inout FastTextFile, _ settings: FastTextSettings) throws {
    let file = source.file
    let sizePlace = source.offset
    // An entry has ten bytes or more.
    let size = try source.integer("size", Int32.self, in: 1...max(1, file.count / 10))
    words = try source.integer("nwords", Int32.self, in: 0...size)
    guard try source.integer("nlabels", Int32.self, in: 1...max(1, size)) == size - words else {
      throw source.refusal("words and labels are not \(size)", "size", at: sizePlace)
    }
    _ = try source.integer("ntokens", Int64.self)
    let pruned = try source.integer("pruneidx_size", Int64.self, in: -1...file.count / 8)
    var starts: [Int] = []
    var hashes: [UInt32] = []
    var labels: [String] = []
    var labelCounts: [Int] = []
    for number in 0..<size {
      let place = try source.text("word")
      let count = try source.integer("count", Int64.self, in: 0...Self.countLimit - 1)
      let isLabel = number >= words
      guard try source.flag("type") == isLabel else {
        throw source.refusal("labels come behind words", "type", at: source.offset - 1)
      }
      starts.append(place.lowerBound)
      hashes.append(FastTextHash.of(file.elements, place))
      if isLabel {
        labels.append(try Self.label(place, in: source))
        labelCounts.append(count)
      }
    }
    guard Set(labels).count == labels.count else {
      throw source.refusal("a label is there twice", "word", at: sizePlace)
    }
    self.file = file
    (self.starts, self.labels, self.labelCounts) = (starts, labels, labelCounts)
    numbers = HashBuckets(hashes)
    buckets = settings.buckets
    bucket = Modulus(UInt32(max(1, settings.buckets)))
    if pruned >= 0 {
      var kept: (buckets: [UInt32], rows: [Int32]) = ([], [])
      for _ in 0..<pruned {
        kept.buckets.append(
          UInt32(try source.integer("pruneidx", Int32.self, in: 0...Int(Int32.max))))
        kept.rows.append(Int32(try source.integer("pruneidx", Int32.self, in: 0...pruned - 1)))
      }
      self.kept = (kept.buckets, kept.rows, HashBuckets(kept.buckets))
      runRows = pruned
    } else {
      kept = nil
      runRows = settings.usesBuckets ? settings.buckets : 0
    }
  }

  private static func label(_ place: Range<Int>, in source: FastTextFile) throws -> String {
    let start = place.lowerBound + (isLabel(source.file.elements, place) ? labelPrefix.count : 0)
    let name = source.file.string(start..<place.upperBound) ?? ""
    guard 1...longestLabel ~= name.utf8.count, name.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F })
    else { throw source.refusal("this is not a label", "word", at: place.lowerBound) }
    return name
  }

  /// Whether a word begins as labels do.
  static func isLabel(_ text: Span<UInt8>, _ word: Range<Int>) -> Bool {
    word.count >= labelPrefix.count && text.hasPrefix(labelPrefix, at: word.lowerBound)
  }

  /// How many rows there are.
  var rows: Int { words + runRows }

  /// Whether only some of the runs have rows.
  var isPruned: Bool { kept != nil }

  /// The number of a word or label.
  func number(of text: Span<UInt8>, _ word: Range<Int>, hash: UInt32) -> Int? {
    let file = file
    let bytes = file.elements
    return numbers.last(hash) { number in
      let start = starts[number]
      guard start + word.count < bytes.count, bytes[start + word.count] == 0 else { return false }
      for index in 0..<word.count where bytes[start + index] != text[word.lowerBound + index] {
        return false
      }
      return true
    }
  }

  /// The row of a run of letters, by its hash.
  @inline(__always)
  func row(ofLetters hash: UInt32) -> Int? { row(ofBucket: bucket.remainder(of: hash)) }

  /// The row of a run of words, by its hash.
  func row(ofWords hash: UInt64) -> Int? {
    row(ofBucket: UInt32(truncatingIfNeeded: hash % UInt64(buckets)))
  }

  @inline(__always)
  private func row(ofBucket bucket: UInt32) -> Int? {
    guard let kept else { return words + Int(bucket) }
    return kept.numbers.last(bucket) { kept.buckets[$0] == bucket }.map {
      words + Int(kept.rows[$0])
    }
  }
}
