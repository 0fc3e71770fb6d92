import ArgumentParser
import CandorAudit
import CandorCore
import SystemPackage

struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Make a list of what a dataset should not hold, for `candor audit --lists`.",
    discussion: """
      Entries are lines of text, or, where keys are of files, files in folders. A list keeps digests of them and never the entries. What would flag \
      more than its maker can mean, such as all of a public suffix, is refused with its line.
      """)

  @Argument(
    help:
      "Files of entries, one a line, or folders of files; and last the list to make, a .list file.")
  var paths: [String]

  @Option(help: "The list's name: small letters, digits and hyphens.")
  var name: String

  @Option(help: "Its version, such as a date.")
  var version: String

  @Option(help: "Whom it comes from, and where.")
  var source: String

  @Option(help: "What its entries are.")
  var category: String

  @Option(help: "The last day on which it is good, as 2026-01-31.")
  var expires: String

  @Option(
    help: "What an entry is: \(ListHeader.Keys.allCases.map(\.rawValue).joined(separator: ", ")).")
  var keys: String

  @Flag(help: "Keep even the places of what is found out of reports.")
  var sealed = false

  @OptionGroup var suffixes: SuffixOptions

  func run() throws {
    guard let keys = ListHeader.Keys(rawValue: keys) else {
      throw CandorError(
        .usage, "there are no keys `\(keys)`", hint: "`candor help list` names them")
    }
    guard paths.count > 1, let output = paths.last, output.hasSuffix(".list") else {
      throw CandorError(.usage, "name files of entries, and last the `.list` to make")
    }
    let header = try ListHeader(
      name: name, version: version, source: source, category: category, expires: expires,
      isSealed: sealed, keys: keys)
    let needsSuffixes = keys == .domain || keys == .url
    var builder = ListBuilder(header, suffixes: needsSuffixes ? try suffixes.required() : nil)
    for path in paths.dropLast() { try builder.add(FilePath(path)) }
    let made = try builder.write(to: FilePath(output))
    Terminal.write("list    \(made.digest.hex)")
    Terminal.write("\(made.entries) entries")
  }
}
