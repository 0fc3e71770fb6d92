import CandorCore
import CandorText
import SystemPackage

/// Hosts below which anyone can have a name, such as `com`, `co.uk` and `github.io`: the rules of
/// <https://publicsuffix.org>, read from a file.
public struct PublicSuffixes: Sendable {
  private let rules: Set<[UInt8]>
  private let exceptions: Set<[UInt8]>
  /// Hosts all of whose children are suffixes.
  private let parents: Set<[UInt8]>

  /// Where systems keep the file.
  public static let systemPath = FilePath("/usr/share/publicsuffix/public_suffix_list.dat")

  /// - Throws: `malformed` with the line if the file has no rules or one that is no name.
  public init(_ path: FilePath) throws {
    var (rules, exceptions, parents) = (Set<[UInt8]>(), Set<[UInt8]>(), Set<[UInt8]>())
    let lines = try FileSystem.read(path)
      .split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (number, line) in lines.enumerated() {
      var rule = line.prefix { !ByteSet.space.contains($0) }
      if rule.isEmpty || rule.starts(with: "//".utf8) { continue }
      let isException = rule.first == UInt8(ascii: "!")
      let isParent = rule.starts(with: "*.".utf8)
      rule = rule.dropFirst(isException ? 1 : isParent ? 2 : 0)
      guard !rule.contains(UInt8(ascii: "*")), let name = DomainName.ascii(Array(rule)) else {
        throw CandorError(
          .malformed, "this is not a rule of a public suffix list",
          at: .init(file: path.string, line: number + 1))
      }
      if isException {
        exceptions.insert(name)
      } else if isParent {
        parents.insert(name)
      } else {
        rules.insert(name)
      }
    }
    guard !rules.isEmpty else {
      throw CandorError(
        .malformed, "there is no rule in this public suffix list", at: .init(file: path.string))
    }
    (self.rules, self.exceptions, self.parents) = (rules, exceptions, parents)
  }

  /// Every suffix that is written down by name.
  var names: [[UInt8]] { Array(rules.union(parents)) }

  /// Whether all of `host` is a suffix.
  func contains(_ host: [UInt8]) -> Bool {
    if rules.contains(host) || parents.contains(host) { return true }
    guard let dot = host.firstIndex(of: UInt8(ascii: ".")) else { return true }
    return parents.contains(Array(host[(dot + 1)...])) && !exceptions.contains(host)
  }
}
