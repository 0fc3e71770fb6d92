import ArgumentParser
import CandorAudit
import CandorCore
import SystemPackage

/// Where the rules of public suffixes are.
struct SuffixOptions: ParsableArguments {
  @Option(help: "The rules of publicsuffix.org (default: \(PublicSuffixes.systemPath)).")
  var suffixes: String?

  /// - Throws: `notFound` if there are none.
  func required() throws -> PublicSuffixes {
    if let found = try optional() { return found }
    throw CandorError(
      .notFound, "there is no list of public suffixes on this machine",
      hint: "install the package `publicsuffix`, or name a copy with `--suffixes`",
      at: .init(file: PublicSuffixes.systemPath.string))
  }

  /// nil if none was named and the system has none.
  func optional() throws -> PublicSuffixes? {
    if let suffixes { return try PublicSuffixes(FilePath(suffixes)) }
    guard FileSystem.exists(PublicSuffixes.systemPath) else { return nil }
    return try PublicSuffixes(PublicSuffixes.systemPath)
  }
}
