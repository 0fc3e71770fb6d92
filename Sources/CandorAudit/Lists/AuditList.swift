import CandorCore
import SystemPackage

/// A list of things that a dataset should not hold, in a mapped file: a line of JSON, a filter, and
/// the keys of its entries, ascending.
///
/// The entries themselves are in no list; so none can be printed.
public final class AuditList: Sendable {
  public let header: ListHeader
  private let file: MappedFile
  private let filterStart: Int
  private let filterWords: Int
  private let keysStart: Int
  /// For the leading bits of a key, the number of the first key that has them or more.
  private let firsts: [UInt32]
  private let shift: UInt128
  /// The hashes of a list of images.
  let likenesses: PDQIndex?

  /// Opens a list and reads all of it once.
  ///
  /// - Parameters:
  ///   - today: as 2026-01-31.
  ///   - suffixes: no list of addresses may hold one of these.
  /// - Throws: `malformed`, `unsupported`, `mismatch` if the bytes are not those of its digest,
  ///   `limitExceeded` if it has expired; `notFound`, `inputOutput`.
  public init(_ path: FilePath, today: String, suffixes: PublicSuffixes?) throws {
    let file = try MappedFile(path)
    let line = file.elements.run(of: ByteSet("\n").inverted, from: 0, limit: 1 << 16)
    guard line < file.count, line < 1 << 16 else {
      throw CandorError(
        .malformed, "a list begins with a line of JSON", hint: "make lists with `candor list`",
        at: .init(file: path.string, byteOffset: 0))
    }
    let header = try ListHeader(parsing: file.array(0..<line), file: path.string)
    guard file.count - line - 1 == header.bodyBytes else {
      throw CandorError(
        .malformed,
        "\(header.bodyBytes) bytes belong behind the first line, and there are \(file.count - line - 1)",
        at: .init(file: path.string, byteOffset: line + 1))
    }
    guard Digest(of: file.bytes.extracting(droppingFirst: line + 1)) == header.digest else {
      throw CandorError(
        .mismatch, "the entries are not those that the first line names",
        hint: "fetch the list again", at: .init(file: path.string, field: "sha256"))
    }
    guard today <= header.expires else {
      throw CandorError(
        .limitExceeded, "the list expired on \(header.expires)",
        hint: "fetch its next version from `\(header.source)`, or give `--expired`",
        at: .init(file: path.string, field: "expires"))
    }
    self.file = file
    self.header = header
    filterStart = line + 1
    filterWords = header.filterWords
    keysStart = line + 1 + 8 * header.filterWords
    if header.keys == .pdq {
      likenesses = PDQIndex(try Self.hashes(file, from: keysStart, header.entries))
      (firsts, shift) = try Self.directory(file, from: keysStart, 0)
    } else {
      likenesses = nil
      (firsts, shift) = try Self.directory(file, from: keysStart, header.entries)
    }
    try refuseDanger(suffixes)
  }

  /// Hashes of images, each of which says something.
  private static func hashes(
    _ file: MappedFile, from start: Int, _ count: Int
  ) throws -> [PDQHash] {
    var hashes: [PDQHash] = []
    hashes.reserveCapacity(count)
    for index in 0..<count {
      let offset = start + PDQHash.size * index
      let hash = PDQHash(file.bytes, at: offset)
      guard hashes.last.map({ $0 < hash }) ?? true, hash.isTelling else {
        throw CandorError(
          .malformed,
          hash.isTelling ? "the hashes do not ascend" : "this hash is that of an empty image",
          at: .init(file: file.path.string, byteOffset: offset))
      }
      hashes.append(hash)
    }
    return hashes
  }

  /// Looks at all keys, and at where those with other leading bits begin.
  private static func directory(
    _ file: MappedFile, from start: Int, _ count: Int
  ) throws -> ([UInt32], UInt128) {
    var bits = 1
    while 1 << (bits + 2) < count, bits < 24 { bits += 1 }
    let shift = UInt128(128 - bits)
    var firsts = [UInt32](repeating: UInt32(clamping: count), count: 1 << bits + 1)
    var (bucket, previous) = (0, ListKey?.none)
    for index in 0..<count {
      let key = ListKey(file.bytes, at: start + ListKey.size * index)
      if let previous, previous >= key {
        throw CandorError(
          .malformed, "the keys do not ascend",
          at: .init(file: file.path.string, byteOffset: start + ListKey.size * index))
      }
      previous = key
      while bucket <= Int(key.bits >> shift) {
        firsts[bucket] = UInt32(index)
        bucket += 1
      }
    }
    return (firsts, shift)
  }

  /// Whether the list has this key.
  ///
  /// - Complexity: O(1) for keys that are digests, O(log entries) for whatever a forger makes of them.
  func contains(_ key: ListKey) -> Bool {
    let file = file
    let bytes = file.bytes
    let bucket = Int(key.bits >> shift)
    var (low, high) = (Int(firsts[bucket]), Int(firsts[bucket + 1]))
    while low < high {
      let middle = (low + high) / 2
      let other = ListKey(bytes, at: keysStart + ListKey.size * middle)
      if other == key { return true }
      if other < key { low = middle + 1 } else { high = middle }
    }
    return false
  }

  /// Whether the list may have an expression with one of an address's hosts.
  func mayHold(hostOf expressions: borrowing AddressExpressions) -> Bool {
    for host in expressions.hosts where mayHold(ListFilter.hash(ofHost: host.hash)) { return true }
    return false
  }

  /// Whether the list has one of the expressions of an address.
  func contains(oneOf expressions: inout AddressExpressions) -> Bool {
    for host in expressions.hosts where mayHold(ListFilter.hash(ofHost: host.hash)) {
      expressions.findPaths()
      for path in expressions.paths
      where mayHold(ListFilter.joined(host: host.hash, path: path.hash))
        && contains(expressions.key(host.place..<path.place))
      {
        return true
      }
    }
    return false
  }

  /// What the filter says.
  private func mayHold(_ hash: UInt64) -> Bool {
    guard filterWords > 0 else { return true }
    let place = filterStart + 8 * ListFilter.word(of: hash, words: filterWords)
    let bits = ListFilter.bits(of: hash)
    let file = file
    return file.bytes.littleEndianWord(at: place) & bits == bits
  }

  /// Even of a list of digests nobody can read, it is known whether it would flag half the web.
  private func refuseDanger(_ suffixes: PublicSuffixes?) throws {
    guard header.keys.areAddresses else { return }
    let letters = ByteSet.alphanumerics.members.map { [$0] }
    for host in letters + (suffixes?.names ?? [])
    where contains(ListKey(sha256: (host + [UInt8(ascii: "/")]).span)) {
      throw CandorError(
        .malformed,
        "one entry is all of `\(String(decoding: host, as: UTF8.self))`, which belongs to many",
        hint: "ask the list's maker at `\(header.source)`", at: .init(file: file.path.string))
    }
  }
}
