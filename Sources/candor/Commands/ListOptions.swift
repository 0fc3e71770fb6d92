import ArgumentParser
import CandorAudit
import CandorCore
import SystemPackage

/// What an audit is given: lists, thresholds, benchmarks, languages, and how to find near copies.
struct ListOptions: ParsableArguments {
  @Option(help: "A folder of lists (`candor list` makes them).")
  var lists: String?

  @Flag(help: "Use lists that have expired.")
  var expired = false

  @Option(help: "A column and the least number that is flagged, as punsafe=0.9; may be repeated.")
  var threshold: [String] = []

  @Option(help: "A folder of benchmarks, whose items are looked for in the data.")
  var benchmarks: String?

  @Option(help: "The words of a run that an item and a record share, 3 to 50.")
  var ngram = 8

  @Option(help: "How near copies are found: minhash, as FineWeb does, or sketch, faster.")
  var near = NearCopies.minhash

  @OptionGroup var languages: LanguageOptions
  @OptionGroup var suffixes: SuffixOptions

  /// The rules of this version, the lists, the thresholds, the benchmarks and the languages.
  ///
  /// - Throws: `usage` for a threshold that is none or is there twice; else as ``read()``,
  ///   `Benchmarks.init` and `Languages.init`.
  func book() throws -> RuleBook {
    let thresholds = try threshold.map { try ScoreThreshold($0) }
    guard 3...50 ~= ngram else {
      throw CandorError(.usage, "`--ngram` is from 3 to 50, not \(ngram)")
    }
    let benchmarks = try benchmarks.map { try Benchmarks(FilePath($0), runLength: ngram) }
    let book = RuleBook(
      near: near, lists: try read(), thresholds: thresholds, benchmarks: benchmarks ?? .none,
      languages: try languages.model())
    guard Set(book.rules.map(\.id)).count == book.rules.count else {
      throw CandorError(.usage, "two thresholds would have one rule's name")
    }
    return book
  }

  /// Every list of the folder, by the names of their files.
  ///
  /// - Throws: as `AuditList.init`; `usage` for a file that is no list, or two lists of one name.
  private func read() throws -> [AuditList] {
    guard let lists else { return [] }
    let folder = FilePath(lists)
    let suffixes = try suffixes.optional()
    if suffixes == nil {
      Terminal.log("lists are not compared with public suffixes: there is no list of those")
    }
    var names: Set<String> = []
    return try FileSystem.list(folder).filter { !$0.hasPrefix(".") }.map { name in
      let path = folder.appending(name)
      guard name.hasSuffix(".list") else {
        throw CandorError(
          .usage, "this is not a list, and a list that is not read finds nothing",
          hint: "`candor list` makes `.list` files", at: .init(file: path.string))
      }
      let list = try AuditList(path, today: expired ? "" : Terminal.today, suffixes: suffixes)
      guard names.insert(list.header.name).inserted else {
        throw CandorError(
          .usage, "two lists are called `\(list.header.name)`", at: .init(file: path.string))
      }
      return list
    }
  }
}

extension NearCopies: ExpressibleByArgument {}
