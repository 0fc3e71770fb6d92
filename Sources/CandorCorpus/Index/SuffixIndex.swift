import CandorCore
import SystemPackage

/// An index that can be asked: the suffixes of a dataset's documents that begin with a word, in order.
///
/// Opening checks the manifest and the size of every file; whatever else is read is checked when it is
/// read. ``verify()`` compares every byte with the digests.
package struct SuffixIndex: Sendable {
  /// Every so manieth suffix has its first bytes in `samples`.
  static let sampling = 256
  static let sampleBytes = 16

  package let folder: FilePath
  package let manifest: IndexManifest
  let text: MappedFile
  let documents: DocumentTable
  /// What traces pass over.
  var removed: RemovedDocuments
  private let suffixes: MappedFile
  private let samples: MappedFile

  /// - Throws: `notFound`, `malformed`, `unsupported`, `inputOutput`.
  package init(_ folder: FilePath) throws {
    self.folder = folder
    manifest = try IndexManifest(in: folder)
    for (name, file) in manifest.files {
      let path = name.path(in: folder)
      let size = try FileSystem.size(path)
      guard size == file.bytes else {
        throw CandorError(
          .malformed, "the file has \(size) bytes and should have \(file.bytes)",
          hint: "the index is damaged; build it again", at: .init(file: path.string))
      }
    }
    text = try MappedFile(IndexFile.text.path(in: folder))
    suffixes = try MappedFile(IndexFile.suffixes.path(in: folder))
    samples = try MappedFile(IndexFile.samples.path(in: folder))
    documents = try DocumentTable(folder, count: manifest.documents, textBytes: text.count)
    removed = try RemovedDocuments(in: folder, manifest: manifest, documents: documents)
  }

  /// Reads every file and compares it with its digest.
  ///
  /// - Throws: `mismatch` with the first file that is not what the manifest says.
  package func verify() throws {
    for (name, file) in manifest.files.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      let path = name.path(in: folder)
      guard try Digest.ofFile(path) == file.digest else {
        throw CandorError(
          .mismatch, "the file is not the one that the index was made of",
          hint: "build the index again", at: .init(file: path.string))
      }
    }
  }

  /// The number of suffixes.
  package var count: Int { manifest.words }

  /// Where the suffix of rank `rank` begins in the text.
  ///
  /// - Throws: `malformed` if the text is shorter.
  func place(_ rank: Int) throws -> Int {
    let size = manifest.entryBytes
    let word = suffixes.bytes.littleEndianWord(at: rank * size)
    let place = TokenWord.clipped(word, to: size)
    guard place < UInt64(text.count) else {
      throw CandorError(
        .malformed, "a suffix begins behind the end of the text",
        hint: "the index is damaged; build it again",
        at: .init(
          file: IndexFile.suffixes.path(in: folder).string, byteOffset: rank * size))
    }
    return Int(place)
  }

  /// How many suffixes come before `pattern`, which comes before all that begin with it.
  ///
  /// - Complexity: O(log words) comparisons.
  func rank(of pattern: Span<UInt8>) throws -> Int {
    var ranks = sampledRanks(pattern)
    var (lowMatch, highMatch) = (0, 0)
    while ranks.lowerBound < ranks.upperBound {
      let middle = (ranks.lowerBound + ranks.upperBound) / 2
      let place = try place(middle)
      let match = matchLength(pattern, at: place, from: min(lowMatch, highMatch))
      if match < pattern.count, byte(place + match) < pattern[match] {
        ranks = middle + 1..<ranks.upperBound
        lowMatch = match
      } else {
        ranks = ranks.lowerBound..<middle
        highMatch = match
      }
    }
    return ranks.lowerBound
  }

  /// How many bytes at the start of `pattern` stand at `place`; the first `known` do.
  func matchLength(_ pattern: Span<UInt8>, at place: Int, from known: Int = 0) -> Int {
    let (text, pattern) = (text.bytes, pattern.rawBytes)
    var length = known
    while length < pattern.byteCount {
      let difference =
        text.littleEndianWord(at: place + length) ^ pattern.littleEndianWord(at: length)
      if difference != 0 {
        length += difference.trailingZeroBitCount >> 3
        break
      }
      length += 8
    }
    return min(length, pattern.byteCount)
  }

  /// The byte at a place of the text; that of a document's end behind the text.
  func byte(_ place: Int) -> UInt8 {
    UInt8(truncatingIfNeeded: text.bytes.littleEndianWord(at: place))
  }

  /// Between which ranks the rank of `pattern` is, as far as the samples know.
  private func sampledRanks(_ pattern: Span<UInt8>) -> Range<Int> {
    let bytes = pattern.rawBytes
    let key = SampleKey(
      first: bytes.littleEndianWord(at: 0).byteSwapped,
      second: bytes.littleEndianWord(at: 8).byteSwapped)
    let samples = samples.bytes
    let count = samples.byteCount / Self.sampleBytes
    func sample(_ index: Int) -> SampleKey {
      SampleKey(
        first: samples.littleEndianWord(at: 16 * index).byteSwapped,
        second: samples.littleEndianWord(at: 16 * index + 8).byteSwapped)
    }
    func first(_ isBehind: (SampleKey) -> Bool) -> Int {
      var (low, high) = (0, count)
      while low < high {
        let middle = (low + high) / 2
        if isBehind(sample(middle)) { high = middle } else { low = middle + 1 }
      }
      return low
    }
    // Samples before `lower` are smaller; those from `upper` on are not. A pattern that fits into a
    // key comes before what has the same key.
    let lower = first { !($0 < key) }
    let upper = pattern.count <= Self.sampleBytes ? lower : first { key < $0 }
    let start = lower == 0 ? 0 : (lower - 1) * Self.sampling + 1
    return min(
      start, self.count)..<max(min(start, self.count), min(upper * Self.sampling, self.count))
  }
}
