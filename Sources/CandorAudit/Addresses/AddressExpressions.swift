/// What of an address lists are asked for: up to five ends of its host with up to six beginnings of
/// its path, as Safe Browsing does (<https://developers.google.com/safe-browsing/v4/urls-hashing>).
///
/// Each is a run of ``bytes``: the host begins anywhere, the path ends anywhere.
struct AddressExpressions {
  enum Query {
    case asItIs
    /// Its parameters sorted, those that only track left out.
    case sorted
  }

  /// Host, path and query, without scheme, user, port and fragment; escapes undone.
  private(set) var bytes: [UInt8] = []
  private(set) var hostEnd = 0
  /// Where an expression can begin, and the hash of its host.
  private(set) var hosts: [(place: Int, hash: UInt64)] = []
  /// Where an expression can end, and the hash of its path; none before ``findPaths()``, since of most
  /// addresses no list has a host.
  private(set) var paths: [(place: Int, hash: UInt64)] = []
  private var pathEnd = 0

  static let mostFolders = 3
  static let mostLabels = 5

  /// Takes an address; false if it has no host.
  mutating func read(_ address: borrowing WebAddress, query: Query = .asItIs) -> Bool {
    bytes.removeAll(keepingCapacity: true)
    hosts.removeAll(keepingCapacity: true)
    paths.removeAll(keepingCapacity: true)
    if address.isPlain, query == .asItIs, let host = address.host {
      bytes.append(contentsOf: address.bytes[host.lowerBound...])
      hostEnd = host.count
      findHosts()
      pathEnd = hostEnd + address.path.count
      return true
    }
    let source = address.bytes.span
    guard let host = address.host, appendHost(source, host) else { return false }
    hostEnd = bytes.count
    findHosts()
    appendPath(source, address.path)
    pathEnd = bytes.count
    if let range = address.query { appendQuery(source, range, query) }
    return true
  }

  /// What a list calls the expression that is this run of ``bytes``.
  func key(_ range: Range<Int>) -> ListKey { ListKey(sha256: bytes.span.extracting(range)) }

  /// Hosts have no dots at their ends, and one between labels.
  private mutating func appendHost(_ source: Span<UInt8>, _ host: Range<Int>) -> Bool {
    for index in host {
      let isDot = source[index] == UInt8(ascii: ".")
      if isDot, bytes.last.map({ $0 == UInt8(ascii: ".") }) ?? true { continue }
      bytes.append(source[index])
    }
    if bytes.last == UInt8(ascii: ".") { bytes.removeLast() }
    return !bytes.isEmpty
  }

  /// The whole host, and its last five labels, four, three, two.
  private mutating func findHosts() {
    let isNumber = bytes[0] == UInt8(ascii: "[") || IPv4Number.ends(bytes.span, 0..<hostEnd)
    var (labels, hash) = (1, ListFilter.start)
    for index in (0..<hostEnd).reversed() {
      if bytes[index] == UInt8(ascii: "."), !isNumber {
        if 2...Self.mostLabels ~= labels { hosts.append((index + 1, hash)) }
        labels += 1
      }
      hash = ListFilter.step(hash, bytes[index])
    }
    hosts.append((0, hash))
  }

  /// `/`, the first three folders, the path and, with its query, all of it.
  mutating func findPaths() {
    guard paths.isEmpty else { return }
    var (folders, hash) = (0, ListFilter.start)
    for index in hostEnd..<bytes.count {
      hash = ListFilter.step(hash, bytes[index])
      let isFolder =
        bytes[index] == UInt8(ascii: "/") && index < pathEnd && folders <= Self.mostFolders
      if isFolder { folders += 1 }
      if isFolder || index == pathEnd - 1 || index == bytes.count - 1 {
        paths.append((index + 1, hash))
      }
    }
  }

  /// The path with all escapes undone, and those undone that this made; then without dot segments
  /// and empty ones; then with escapes for what could not stand.
  private mutating func appendPath(_ source: Span<UInt8>, _ path: Range<Int>) {
    let start = bytes.count
    bytes.append(UInt8(ascii: "/"))
    appendUnescaped(source, path)
    resolve(from: start)
    escape(from: start)
  }

  private mutating func appendUnescaped(_ source: Span<UInt8>, _ range: Range<Int>) {
    let start = bytes.count
    for index in range {
      bytes.append(source[index])
      while bytes.count - start >= 3,
        let byte = PercentEncoding.value(bytes.span, at: bytes.count - 3)
      {
        bytes.removeLast(3)
        bytes.append(byte)
      }
    }
  }

  private mutating func resolve(from start: Int) {
    let slash = UInt8(ascii: "/")
    var (read, write) = (start + 1, start + 1)
    while read < bytes.count {
      var end = read
      while end < bytes.count, bytes[end] != slash { end += 1 }
      let isDot = bytes[read] == UInt8(ascii: ".")
      if end == read || end == read + 1 && isDot {
        // Nothing to keep.
      } else if end == read + 2, isDot, bytes[read + 1] == UInt8(ascii: ".") {
        while write > start + 1 {
          write -= 1
          if bytes[write - 1] == slash { break }
        }
      } else {
        for index in read..<min(end + 1, bytes.count) {
          bytes[write] = bytes[index]
          write += 1
        }
      }
      read = end + 1
    }
    bytes.removeLast(bytes.count - write)
  }

  private static let escaped = ByteSet(0...0x20) | ByteSet(0x7F...0xFF) | ByteSet("#%")

  private mutating func escape(from start: Int) {
    guard bytes[start...].contains(where: { Self.escaped.contains($0) }) else { return }
    let plain = Array(bytes[start...])
    bytes.removeSubrange(start...)
    PercentEncoding.append(plain.span, 0..<plain.count, escaping: Self.escaped, to: &bytes)
  }

  private mutating func appendQuery(
    _ source: Span<UInt8>, _ range: Range<Int>, _ query: Query
  ) {
    let start = bytes.count
    bytes.append(UInt8(ascii: "?"))
    appendUnescaped(source, range)
    if query == .sorted {
      let parameters = bytes[(start + 1)...].split(separator: UInt8(ascii: "&"))
        .filter { !Tracking.isParameter($0) }.sorted { $0.lexicographicallyPrecedes($1) }
      let joined = Array(parameters.joined(separator: [UInt8(ascii: "&")]))
      bytes.replaceSubrange((start + 1)..., with: joined)
      if joined.isEmpty { bytes.removeLast() }
    }
    escape(from: min(start + 1, bytes.count))
  }
}

/// Parameters of a query that say who sent whom, not what is asked for.
private enum Tracking {
  private static let names = ["gclid", "fbclid", "dclid", "msclkid", "igshid", "mc_cid", "mc_eid"]
    .map { Array($0.utf8) }

  static func isParameter(_ parameter: ArraySlice<UInt8>) -> Bool {
    let name = parameter.prefix { $0 != UInt8(ascii: "=") }
    return name.starts(with: "utm_".utf8) || names.contains { name.elementsEqual($0) }
  }
}
