import CandorContainers
import CandorCore
import SystemPackage
import Testing

/// Files that lie. Nothing may trap, every row that the footer states is accounted for, and what is not
/// touched by the damage is read.
struct ParquetHostileTests {
  private static let names = [
    "plain-v1", "dictionary-v1", "dictionary-v2", "delta-v2", "split-v1", "nested-v1", "nested-v2",
  ]

  /// The rows that were read, and those that were not with why; nil if the footer is refused.
  private func read(_ bytes: [UInt8], limits: ParquetLimits = ParquetLimits()) throws
    -> (lines: [String], damage: [(ParquetDamage, rows: Range<Int>)])?
  {
    let scratch = try ScratchFile(bytes)
    guard let file = try? ParquetFile(scratch.path) else { return nil }
    let (lines, damage, counted) = try ParquetOracleTests.text(of: file, limits: limits)
    let rows = file.groups.reduce(0) { $0 + $1.rows }
    #expect(lines.count + damage.reduce(0) { $0 + $1.rows.count } == rows)
    #expect(counted == file.groups.reduce(0) { $0 + $1.size })
    if !damage.isEmpty {
      // What is written anew without it has the other rows, and all can be read.
      var left: [UInt8] = []
      try ParquetRewriter.write(
        file, without: damage.map(\.rows), damaged: damage.map(\.rows), limits: limits
      ) { left += $0 }
      let mended = try ScratchFile(left)
      let again = try ParquetOracleTests.text(of: ParquetFile(mended.path), limits: limits)
      #expect(again.damage.isEmpty && again.lines == lines)
    }
    return (lines, damage)
  }

  private func fixture(_ name: String) throws -> [UInt8] {
    try FileSystem.read(ParquetOracleTests.fixtures.appending(name + ".parquet"))
  }

  @Test("a changed byte anywhere traps nothing and loses no row unseen", arguments: names)
  func flips(_ name: String) throws {
    let bytes = try fixture(name)
    // Every byte of the footer, and some of the pages.
    let length = Int(bytes[bytes.count - 8]) | Int(bytes[bytes.count - 7]) << 8
    let footer = bytes.count - 8 - length
    let places =
      Array(stride(from: 0, to: footer, by: 211))
      + Array(stride(from: footer, to: bytes.count, by: 13))
    for (number, place) in places.enumerated() {
      var changed = bytes
      changed[place] ^= number.isMultiple(of: 2) ? 0xFF : 0x10
      _ = try read(changed)
    }
  }

  @Test("a file cut short anywhere is refused at its end", arguments: ["plain-v1", "nested-v2"])
  func cuts(_ name: String) throws {
    let bytes = try fixture(name)
    for count in stride(from: 0, to: bytes.count, by: 131) {
      #expect(try read(Array(bytes[..<count])) == nil)
    }
  }

  @Test(
    "a damaged page costs its rows and no others, also where rows repeat",
    arguments: ["nested-v1", "nested-v2"])
  func pages(_ name: String) throws {
    let bytes = try fixture(name)
    let all = try #require(try read(bytes)).lines
    var found = 0
    // The pages have checksums, so that damage to one is noticed.
    for place in stride(from: 100, to: bytes.count / 2, by: 61) {
      var changed = bytes
      changed[place] ^= 0xFF
      guard let (lines, damage) = try read(changed), let first = damage.first,
        first.0.message.contains("checksum")
      else { continue }
      #expect(damage.count == 1 && damage[0].0.range.contains(place), "\(place): \(damage)")
      // What is left are the rows before and behind.
      let before = zip(lines, all).prefix { $0 == $1 }.count
      #expect(Array(all[..<before] + all[(before + damage[0].rows.count)...]) == lines, "\(place)")
      found += 1
    }
    #expect(found > 20)
  }

  @Test(
    "a page that says it has other values than it has shifts no column against the others",
    arguments: try FileSystem.list(ParquetOracleTests.fixtures).filter { $0.hasPrefix("lying-") })
  func lies(_ name: String) throws {
    let bytes = try FileSystem.read(ParquetOracleTests.fixtures.appending(name))
    let (lines, damage) = try #require(try read(bytes))
    #expect(!damage.isEmpty)
    // The rows say their own number in each column.
    func hex(_ text: String) -> String {
      "x" + text.utf8.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
    let expected = (0..<60).filter { row in !damage.contains { $0.rows.contains(row) } }.map {
      row in
      let tags = [String](repeating: hex("\(row)"), count: row % 3).joined(separator: ",")
      return "{id:\(row),name:\(hex("row \(row)")),even:\(row % 2 == 0),tags:[\(tags)]}\n"
    }
    #expect(lines == expected)
    // Lies that cancel each other cost what is between them, and a single one all rows.
    #expect(lines.isEmpty != ["moved", "turned", "text", "bits"].contains { name.contains($0) })
  }

  @Test("a file without Parquet's words, encrypted, or with a footer beyond it is refused")
  func ends() throws {
    let bytes = try fixture("plain-v1")
    for (tail, kind) in [
      (Array("PAR2".utf8), ParquetDamage.Kind.malformed), (Array("PARE".utf8), .unsupported),
      ([0xFF, 0xFF, 0xFF, 0x7F] + Array("PAR1".utf8), .malformed),
    ] {
      let scratch = try ScratchFile(bytes.dropLast(tail.count) + tail)
      let damage = #expect(throws: ParquetDamage.self) { _ = try ParquetFile(scratch.path) }
      #expect(damage?.kind == kind && damage?.range.isEmpty == false)
    }
  }

  @Test("limits on pages, rows and on what comes out are kept, and said")
  func limits() throws {
    let bytes = try fixture("plain-v1")
    var limits = ParquetLimits()
    limits.pageBytes = 100
    #expect(try read(bytes, limits: limits)?.damage.first?.0.kind == .tooLarge)
    limits = ParquetLimits()
    limits.rowBytes = 100
    #expect(try read(bytes, limits: limits)?.lines.isEmpty == true)
    limits = ParquetLimits()
    (limits.ratio, limits.ratioFree) = (0, 1000)
    let read = try #require(try read(try fixture("nested-v1"), limits: limits))
    #expect(read.damage.map(\.0.kind).contains(.tooLarge))
  }

  @Test("deep and endless schemas are refused")
  func schemas() throws {
    // A list of elements, each with one child: 4 "x", 5 number of children.
    func footer(_ elements: Int, children: UInt8) -> [UInt8] {
      let element: [UInt8] = [0x48, 1, 0x78, 0x15, children, 0]
      let count: [UInt8] = [0xFC] + [UInt8(elements & 0x7F | 0x80), UInt8(elements >> 7)]
      return [0x15, 2, 0x19] + count + Array(repeatElement(element, count: elements).joined())
        + [0x16, 0, 0x19, 0x0C, 0]
    }
    for (elements, children) in [(200, UInt8(2)), (200, 0x7E), (3000, 2)] {
      let thrift = footer(elements, children: children)
      let length = (0..<4).map { UInt8(truncatingIfNeeded: thrift.count >> (8 * $0)) }
      let bytes = Array("PAR1".utf8) + thrift + length + Array("PAR1".utf8)
      #expect(try read(bytes) == nil)
    }
  }
}
