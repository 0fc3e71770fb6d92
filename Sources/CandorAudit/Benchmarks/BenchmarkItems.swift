import CandorCore
import CandorText
import SystemPackage

/// Collects the items of benchmarks and numbers their runs of words.
struct BenchmarkItems {
  private let runLength: Int
  private(set) var items: [Benchmarks.Item] = []
  private(set) var runs: [UInt32] = []
  private(set) var numbers: [UInt64: UInt32] = [:]

  init(runLength: Int) { self.runLength = runLength }

  /// Reads a file of which every record is an item.
  ///
  /// - Returns: how many there are, and how many of them have no run.
  /// - Throws: `malformed` if one cannot be read, or there is none.
  mutating func read(_ file: AuditFile, benchmark: Int) throws -> (all: Int, short: Int) {
    var texts = ItemTexts()
    let limits = AuditLimits()
    for piece in AuditPiece.pieces(of: [file], limits: limits) {
      try piece.reader(limits).read(into: &texts)
    }
    if let broken = texts.broken {
      throw CandorError(
        .malformed, "an item cannot be read: \(broken.reason.rawValue)",
        at: .init(file: file.path.string, byteOffset: broken.byte))
    }
    guard !texts.rows.isEmpty else {
      throw CandorError(
        .malformed, "there are no items in this benchmark", at: .init(file: file.path.string))
    }
    var short = 0
    for (row, values) in texts.rows.enumerated() {
      let own = runs(of: values)
      items.append(
        Benchmarks.Item(benchmark: benchmark, row: row, runs: runs.count..<runs.count + own.count))
      runs += own
      if own.isEmpty { short += 1 }
    }
    return (texts.rows.count, short)
  }

  /// The numbers of the different runs of some values, in the order of the values.
  private mutating func runs(of values: [[UInt8]]) -> [UInt32] {
    var own: [UInt32] = []
    var seen: Set<UInt32> = []
    for value in values {
      WordRuns.forEach(of: runLength, in: value.span) { hash in
        let number = numbers[hash] ?? UInt32(numbers.count)
        numbers[hash] = number
        if seen.insert(number).inserted { own.append(number) }
      }
    }
    return own
  }
}

/// Takes the values of records, simplified.
private struct ItemTexts: RecordSink {
  var rows: [[[UInt8]]] = []
  var broken: (reason: Unreadable, byte: Int)?

  var isFull: Bool { false }

  mutating func record(_ record: borrowing Record, at range: Range<Int>, bytes: Int) {
    var values = record.fields.map { $0.value }
    if values.isEmpty { values = [record.body] }
    let bytes = record.bytes
    rows.append(values.map { Benchmarks.simplified(Array(bytes[$0])) })
  }

  mutating func unreadable(_ reason: Unreadable, at range: Range<Int>, records: Int, bytes: Int) {
    broken = broken ?? (reason, range.lowerBound)
  }

  mutating func between(_ bytes: Int) {}

  mutating func gap(_ reason: Unreadable, onDisk range: Range<Int>) {
    broken = broken ?? (reason, range.lowerBound)
  }
}

extension Benchmarks {
  /// A text as runs are made of it: what hides letters is undone, then all is simplified.
  static func simplified(_ text: [UInt8]) -> [UInt8] {
    TextFolding.isNeeded(text.span)
      ? SimplifiedText.simplified(TextFolding.folded(text).span)
      : SimplifiedText.simplified(text.span)
  }
}
