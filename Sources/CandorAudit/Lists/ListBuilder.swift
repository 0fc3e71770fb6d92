import CandorCore
import SystemPackage

/// Makes a list of entries in plain text, one a line; blank lines and those that begin with `#` do not
/// count.
public struct ListBuilder {
  private let header: ListHeader
  private let suffixes: PublicSuffixes?
  private var entries: [(key: ListKey, hash: UInt64)] = []
  private var hosts: Set<UInt64> = []
  private var likenesses: [PDQHash] = []
  private var address = WebAddress()
  private var expressions = AddressExpressions()

  /// - Parameter suffixes: needed for addresses and domains, of which none may be one of these.
  public init(_ header: ListHeader, suffixes: PublicSuffixes?) {
    self.header = header
    self.suffixes = suffixes
  }

  /// Adds the entries of a file of text, or, where keys are of files, the files of a folder.
  ///
  /// - Throws: `malformed` with the line of an entry that is none, or that would flag what belongs to
  ///   many: a host of one label, a public suffix; with the name of a file that is no picture.
  public mutating func add(_ path: FilePath) throws {
    if FileSystem.isFolder(path), header.keys.areFiles { return try add(folder: path) }
    let lines = try FileSystem.read(path, limit: 1 << 34)
      .split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (number, line) in lines.enumerated() {
      let entry = line.trimmed
      if entry.isEmpty || entry.first == UInt8(ascii: "#") { continue }
      if let refusal = add(Array(entry)) {
        throw CandorError(
          .malformed, refusal.message, hint: refusal.hint,
          at: .init(file: path.string, line: number + 1))
      }
    }
  }

  private struct Refusal {
    var message: String
    var hint: String?
  }

  private mutating func add(folder path: FilePath) throws {
    let entries = try FileEntries(of: path, header.keys)
    self.entries += entries.keys.map { ($0, 0) }
    likenesses += entries.hashes
  }

  private mutating func add(_ entry: [UInt8]) -> Refusal? {
    switch header.keys {
    case .domain, .url: return add(address: entry)
    case .urlMD5, .altURLMD5, .fileMD5: return add(digest: entry, digits: 32)
    case .urlSHA256, .fileSHA256: return add(digest: entry, digits: 64)
    case .pdq: return add(likeness: entry)
    }
  }

  private mutating func add(digest entry: [UInt8], digits: Int) -> Refusal? {
    guard entry.count == digits, let key = ListKey(hexadecimal: entry.span, 0..<digits) else {
      return Refusal(message: "an entry has \(digits) hexadecimal digits")
    }
    entries.append((key, 0))
    return nil
  }

  private mutating func add(likeness entry: [UInt8]) -> Refusal? {
    guard let hash = PDQHash(hexadecimal: entry.span) else {
      return Refusal(message: "an entry has 64 hexadecimal digits")
    }
    guard hash.isTelling else {
      return Refusal(
        message: "this is the hash of an image without anything on it",
        hint: "leave out hashes of less quality than \(Int(PDQHash.leastQuality))")
    }
    likenesses.append(hash)
    return nil
  }

  private mutating func add(address entry: [UInt8]) -> Refusal? {
    let hasScheme = entry.indices.contains { entry[$0...].starts(with: "://".utf8) }
    let text = hasScheme ? entry : Array("http://".utf8) + entry
    guard address.parse(text.span), expressions.read(address) else {
      return Refusal(message: "this is not an address of a host")
    }
    let host = Array(expressions.bytes[..<expressions.hostEnd])
    let isHostOnly = expressions.bytes.count == expressions.hostEnd + 1
    if header.keys == .domain, !isHostOnly {
      return Refusal(message: "this is more than a host", hint: "give `--keys url`")
    }
    let isNumber = host[0] == UInt8(ascii: "[") || IPv4Number.ends(host.span, 0..<host.count)
    if !isNumber, !host.contains(UInt8(ascii: ".")) {
      return Refusal(message: "a host of one label belongs to everyone below it")
    }
    if isHostOnly, suffixes?.contains(host) == true {
      return Refusal(
        message: "a public suffix belongs to everyone below it", hint: "name a host below it")
    }
    addExpression()
    if address.query != nil, expressions.read(address, query: .sorted) { addExpression() }
    return nil
  }

  /// The longest of the expressions: host, path and query; without `www.`, which matches it too.
  private mutating func addExpression() {
    var start = 0
    let rest = Array(expressions.bytes[..<expressions.hostEnd].dropFirst(4))
    if expressions.bytes.starts(with: "www.".utf8), rest.contains(UInt8(ascii: ".")),
      suffixes?.contains(rest) != true
    {
      start = 4
    }
    let range = start..<expressions.bytes.count
    let hashes = ListFilter.hashes(expressions.bytes.span.extracting(range))
    entries.append((expressions.key(range), hashes.expression))
    hosts.insert(hashes.host)
  }

  /// Writes the list; equal entries are there once.
  @discardableResult
  public consuming func write(to path: FilePath) throws -> ListHeader {
    entries.sort { $0.key < $1.key }
    var last: ListKey?
    entries.removeAll { entry in
      defer { last = entry.key }
      return entry.key == last
    }
    let hasFilter = header.keys == .domain || header.keys == .url
    let words = hasFilter ? ListFilter.words(hashes: entries.count + hosts.count) : 0
    var filter = [UInt64](repeating: 0, count: words)
    if hasFilter {
      for hash in entries.map(\.hash) + hosts {
        filter[ListFilter.word(of: hash, words: words)] |= ListFilter.bits(of: hash)
      }
    }
    var body: [UInt8] = []
    body.reserveCapacity(8 * words + ListKey.size * entries.count)
    for word in filter {
      for byte in 0..<8 { body.append(UInt8(truncatingIfNeeded: word >> UInt64(8 * byte))) }
    }
    for entry in entries { body += entry.key.bytes }
    let hashes = Set(likenesses).sorted()
    for hash in hashes { body += hash.bytes }
    let finished = header.with(
      entries: entries.count + hashes.count, filterWords: words, digest: Digest(of: body))
    try AtomicFile.write(finished.json.canonical() + [0x0A] + body, to: path)
    return finished
  }
}

extension ArraySlice<UInt8> {
  fileprivate var trimmed: ArraySlice<UInt8> {
    let rest = drop { ByteSet.space.contains($0) }
    return rest[..<(1 + (rest.lastIndex { !ByteSet.space.contains($0) } ?? rest.startIndex - 1))]
  }
}
