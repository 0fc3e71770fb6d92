import CandorCore
import CandorText
import SystemPackage

/// The items of all benchmarks of an audit, by their runs of words.
///
/// Letter case, punctuation, marks and the value of numbers do not count (`SimplifiedText`). Runs lie
/// within one value of an item: a question, an answer, a passage.
public struct Benchmarks: Sendable {
  struct Item: Sendable {
    let benchmark: Int
    /// The record's number in its file.
    let row: Int
    /// Its different runs, in `Benchmarks.runs`.
    let runs: Range<Int>
  }

  public let headers: [BenchmarkHeader]
  let runLength: Int
  let items: [Item]
  /// The numbers of the runs of all items.
  let runs: [UInt32]
  /// For each run, where in `holders` the items that have it begin; and the end.
  private let firstHolder: [UInt32]
  private let holders: [UInt32]
  private let numbers: [UInt64: UInt32]
  /// One bit for some of a hash's: most runs of other texts end here.
  private let filter: [UInt64]

  public static let none = Benchmarks(headers: [], runLength: 8, BenchmarkItems(runLength: 8))

  /// Reads every file of a folder.
  ///
  /// - Parameter runLength: from 3 to 50 words.
  /// - Throws: `usage` for a file that is not read or another of the same name; `malformed` for one with a record
  ///   that cannot be read, or without any; `notFound`, `inputOutput`.
  public init(_ folder: FilePath, runLength: Int) throws {
    let listing = try AuditListing([folder])
    if let skipped = listing.skipped.first {
      throw CandorError(
        .usage, "this is not read as a benchmark: \(skipped.reason)",
        hint: "keep benchmarks as `.jsonl`, `.csv` or `.txt`",
        at: .init(file: folder.appending(skipped.name).string))
    }
    var items = BenchmarkItems(runLength: runLength)
    var headers: [BenchmarkHeader] = []
    for file in listing.files {
      let (all, short) = try items.read(file, benchmark: headers.count)
      let name = file.unpackedName.split(separator: "/").last.map(String.init) ?? file.name
      let header = BenchmarkHeader(
        name: name.split(separator: ".").first.map(String.init) ?? name,
        digest: try Digest.ofFile(file.path), items: all, shortItems: short, runLength: runLength)
      guard !headers.contains(where: { $0.ruleName == header.ruleName }) else {
        throw CandorError(
          .usage, "two benchmarks would be called `\(header.ruleName)`",
          at: .init(file: file.path.string))
      }
      headers.append(header)
    }
    self.init(headers: headers, runLength: runLength, items)
  }

  private init(headers: [BenchmarkHeader], runLength: Int, _ read: BenchmarkItems) {
    self.headers = headers
    self.runLength = runLength
    items = read.items
    runs = read.runs
    numbers = read.numbers
    var first = [UInt32](repeating: 0, count: read.numbers.count + 1)
    for run in read.runs { first[Int(run)] += 1 }
    var end: UInt32 = 0
    for run in first.indices {
      end += first[run]
      first[run] = end
    }
    var holders = [UInt32](repeating: 0, count: read.runs.count)
    for (number, item) in read.items.enumerated().reversed() {
      for run in read.runs[item.runs] {
        first[Int(run)] -= 1
        holders[Int(first[Int(run)])] = UInt32(number)
      }
    }
    (firstHolder, self.holders) = (first, holders)
    var words = 1
    while words < read.numbers.count / 4 { words *= 2 }
    var filter = [UInt64](repeating: 0, count: words)
    for hash in read.numbers.keys { filter[Self.word(hash, words)] |= 1 << (hash & 63) }
    self.filter = filter
  }

  private static func word(_ hash: UInt64, _ words: Int) -> Int {
    Int(truncatingIfNeeded: hash >> 6) & (words - 1)
  }

  /// How many different runs there are.
  var runCount: Int { firstHolder.count - 1 }

  /// The number of a run, if an item has it.
  @inline(__always)
  func number(of hash: UInt64) -> Int? {
    guard filter[Self.word(hash, filter.count)] >> (hash & 63) & 1 != 0 else { return nil }
    return numbers[hash].map { Int($0) }
  }

  /// The items that have a run.
  func items(with run: Int) -> ArraySlice<UInt32> {
    holders[Int(firstHolder[run])..<Int(firstHolder[run + 1])]
  }
}
