import CandorCore

/// What a list says of itself, in the first line of its file.
public struct ListHeader: Sendable, Hashable {
  /// What the entries of a list are compared with.
  public enum Keys: String, Sendable, CaseIterable {
    /// A host, and with it all below it.
    case domain
    /// An address without scheme, user and port; a folder, and with it all below it.
    case url
    /// The SHA-256 of such an address, from whoever does not show it.
    case urlSHA256 = "url-sha256"
    /// The MD5 of an address as it stands.
    case urlMD5 = "url-md5"
    /// The MD5 of an image's description and, without anything between, its address.
    case altURLMD5 = "alt-url-md5"
    /// The MD5 of a file.
    case fileMD5 = "file-md5"
    /// The SHA-256 of a file.
    case fileSHA256 = "file-sha256"
    /// The PDQ hash of an image, found near it.
    case pdq

    /// Whether entries are compared with expressions of addresses.
    var areAddresses: Bool { self == .domain || self == .url || self == .urlSHA256 }

    /// Whether entries are compared with files, whatever they are called.
    var areFiles: Bool { self == .fileMD5 || self == .fileSHA256 || self == .pdq }

    /// How many hexadecimal digits an entry has as it is found; 0 if it is not found so.
    var digits: Int {
      switch self {
      case .domain, .url, .urlSHA256, .pdq: 0
      case .urlMD5, .altURLMD5, .fileMD5: 32
      case .fileSHA256: 64
      }
    }
  }

  static let format = "candor.list/2"

  /// Of an entry in the file.
  var entryBytes: Int { keys == .pdq ? PDQHash.size : ListKey.size }

  /// Small letters, digits and hyphens; the list's rule is `list.` and this.
  public let name: String
  public let version: String
  public let source: String
  public let category: String
  /// The last day on which the list is good, as 2026-01-31.
  public let expires: String
  /// Whether even places of what is found are kept back.
  public let isSealed: Bool
  public let keys: Keys
  public let entries: Int
  /// Words of 64 bits in the filter before the keys; 0 if there is none.
  let filterWords: Int
  /// Of all bytes behind the first line.
  public let digest: Digest

  var bodyBytes: Int { 8 * filterWords + entryBytes * entries }

  /// The same list with what its entries turn out to be.
  func with(entries: Int, filterWords: Int, digest: Digest) -> ListHeader {
    ListHeader(
      name: name, version: version, source: source, category: category, expires: expires,
      isSealed: isSealed, keys: keys, entries: entries, filterWords: filterWords, digest: digest)
  }
}

extension ListHeader {
  /// A header for entries that are not yet known.
  ///
  /// - Throws: `usage` for a name or a day that is none.
  public init(
    name: String, version: String, source: String, category: String, expires: String,
    isSealed: Bool, keys: Keys
  ) throws {
    guard Self.isName(name) else {
      throw CandorError(
        .usage, "`\(name)` is not a list's name", hint: "take small letters, digits and hyphens")
    }
    guard Self.isDay(expires) else {
      throw CandorError(.usage, "`\(expires)` is not a day", hint: "write it as 2026-01-31")
    }
    self.init(
      name: name, version: version, source: source, category: category, expires: expires,
      isSealed: isSealed, keys: keys, entries: 0, filterWords: 0, digest: Digest(of: [UInt8]()))
  }

  /// Reads the first line of a list.
  ///
  /// - Throws: `malformed` with the member, `unsupported` for another format.
  init(parsing line: [UInt8], file: String) throws {
    guard case .object(let object) = try JSONValue.parse(line, file: file) else {
      throw CandorError(.malformed, "expected an object", at: .init(file: file, line: 1))
    }
    func refusal(_ field: String, _ message: String) -> CandorError {
      CandorError(.malformed, message, at: .init(file: file, line: 1, field: field))
    }
    let format = try object.string("format", in: file)
    guard format == Self.format else {
      throw CandorError(
        .unsupported, "the format is `\(format)`, not `\(Self.format)`",
        at: .init(file: file, line: 1, field: "format"))
    }
    guard let keys = Keys(rawValue: try object.string("keys", in: file)) else {
      throw refusal("keys", "there are no such keys")
    }
    guard let digest = Digest(hex: try object.string("sha256", in: file)) else {
      throw refusal("sha256", "expected 64 hexadecimal digits")
    }
    self.init(
      name: try object.string("name", in: file), version: try object.string("version", in: file),
      source: try object.string("source", in: file),
      category: try object.string("category", in: file),
      expires: try object.string("expires", in: file),
      isSealed: try object.bool("sealed", in: file), keys: keys,
      entries: try object.integer("entries", in: file, range: 0...1 << 32),
      filterWords: try object.integer("filterWords", in: file, range: 0...1 << 32), digest: digest)
    guard Self.isName(name) else { throw refusal("name", "expected small letters and hyphens") }
    guard Self.isDay(expires) else { throw refusal("expires", "expected a day as 2026-01-31") }
  }

  var json: JSONValue {
    [
      "format": .string(Self.format), "name": .string(name), "version": .string(version),
      "source": .string(source), "category": .string(category), "expires": .string(expires),
      "sealed": .bool(isSealed), "keys": .string(keys.rawValue),
      "entries": .integer(Int64(entries)), "filterWords": .integer(Int64(filterWords)),
      "sha256": .string(digest.hex),
    ]
  }

  private static let nameBytes =
    ByteSet(UInt8(ascii: "a")...UInt8(ascii: "z")) | .digits | ByteSet("-")

  private static func isName(_ text: String) -> Bool {
    1...64 ~= text.utf8.count && text.utf8.allSatisfy { nameBytes.contains($0) }
  }

  private static func isDay(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    return bytes.count == 10
      && bytes.enumerated().allSatisfy { index, byte in
        index == 4 || index == 7 ? byte == UInt8(ascii: "-") : ByteSet.digits.contains(byte)
      }
  }
}
