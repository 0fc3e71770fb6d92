import CandorCore
import SystemPackage

/// The words of one block of text in the order of the suffixes that begin with them, in a file.
///
/// The file is bound to the text by its digest: a build that was stopped finds it again, and one of
/// another text does not.
///
///     bytes
///     0       `candor.block/1` and LF, then 0
///     16      SHA-256 of the block's text
///     48      number of words, 64 bits
///     56      for each word where it begins in the block, 32 bits
///
/// Numbers are little endian.
struct BlockSorter {
  static let magic = Array("candor.block/1\n\0".utf8)
  static let headerBytes = 56
  private static let chunk = 1 << 16

  /// Sorts `text`, whole documents in the form of `TokenText`, unless `path` holds its order already.
  static func sort(_ text: [UInt8], into path: FilePath) throws {
    let digest = Digest(of: text)
    if try SortedBlock.isSorted(path, digest) { return }
    let numbers = TokenNumbers(text.rawBytes)
    var order = Buffer<UInt32>(count: numbers.numbers.count, repeating: 0)
    var span = order.mutableSpan
    SuffixSorter.sort(numbers.numbers.span, alphabet: numbers.alphabet, into: &span)
    let starts = numbers.starts.span
    var words = 0
    for index in span.indices {
      let start = starts[Int(span[index])]
      guard start != TokenNumbers.none else { continue }
      span[words] = start
      words += 1
    }
    var writer = try AtomicFileWriter(to: path)
    try writer.append(
      magic + digest.bytes + (0..<8).map { UInt8(truncatingIfNeeded: words >> (8 * $0)) })
    var bytes: [UInt8] = []
    bytes.reserveCapacity(4 * chunk)
    for index in 0..<words {
      let start = span[index]
      bytes.append(UInt8(truncatingIfNeeded: start))
      bytes.append(UInt8(truncatingIfNeeded: start >> 8))
      bytes.append(UInt8(truncatingIfNeeded: start >> 16))
      bytes.append(UInt8(truncatingIfNeeded: start >> 24))
      guard bytes.count == 4 * chunk else { continue }
      try writer.append(bytes)
      bytes.removeAll(keepingCapacity: true)
    }
    try writer.append(bytes)
    try writer.commit()
  }
}

/// A sorted block as it lies on disk.
struct SortedBlock {
  private let file: MappedFile
  /// Where the block begins in the text.
  let base: Int
  /// The number of its words.
  let count: Int
  private let textBytes: Int

  /// - Parameter text: where the block lies in the whole text.
  /// - Throws: `malformed` if the file is not that of a sorted block.
  init(_ path: FilePath, text: Range<Int>) throws {
    file = try MappedFile(path)
    base = text.lowerBound
    textBytes = text.count
    guard let count = Self.count(of: file) else {
      throw CandorError(
        .malformed, "this is not a sorted block of an index",
        hint: "remove the folder `.candor` of the index and build it again",
        at: .init(file: path.string))
    }
    self.count = count
  }

  /// Where the word of rank `rank` begins in the text.
  ///
  /// - Throws: `malformed` if it lies outside the block.
  @inline(__always)
  func position(_ rank: Int) throws -> Int {
    let bytes = file.bytes
    let place = Int(
      truncatingIfNeeded: bytes.littleEndianWord(at: BlockSorter.headerBytes + 4 * rank)
        & 0xFFFF_FFFF)
    guard place < textBytes else {
      throw CandorError(
        .malformed, "a word begins outside its block",
        hint: "remove the folder `.candor` of the index and build it again",
        at: .init(file: file.path.string, byteOffset: BlockSorter.headerBytes + 4 * rank))
    }
    return base + place
  }

  /// Whether the file at `path` holds the order of the text with this digest.
  static func isSorted(_ path: FilePath, _ digest: Digest) throws -> Bool {
    guard FileSystem.exists(path) else { return false }
    let file = try MappedFile(path)
    return count(of: file) != nil && file.array(16..<48) == digest.bytes
  }

  private static func count(of file: MappedFile) -> Int? {
    guard file.count >= BlockSorter.headerBytes, file.array(0..<16) == BlockSorter.magic,
      let count = file.integer(at: 48, as: UInt64.self),
      count <= UInt64(file.count), Int(count) * 4 == file.count - BlockSorter.headerBytes
    else { return nil }
    return Int(count)
  }
}
