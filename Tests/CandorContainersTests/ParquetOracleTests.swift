import CandorContainers
import CandorCore
import SystemPackage
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Every value of the files of Tests/Oracles/parquet_files.py, against pyarrow.
struct ParquetOracleTests {
  static let fixtures = FilePath(#filePath).removingLastComponent().removingLastComponent()
    .appending("Fixtures").appending("parquet")

  /// Where more files are, if the environment says so.
  private static var folder: FilePath {
    // SAFETY: the text is copied at once, and the tests change no environment.
    unsafe getenv("CANDOR_PARQUET").map { unsafe FilePath(String(cString: $0)) } ?? fixtures
  }

  struct Golden: Sendable {
    let name: String
    let rows: Int
    let sha256: String
  }

  static let goldens: [Golden] = {
    guard let bytes = try? FileSystem.read(folder.appending("digests.json")),
      case .object(let files)? = try? JSONValue.parse(bytes, file: "digests.json")
    else { return [] }
    return files.members.compactMap { name, value in
      guard case .object(let golden) = value, case .integer(let rows)? = golden["rows"],
        case .string(let sha256)? = golden["sha256"]
      else { return nil }
      return Golden(name: name, rows: Int(rows), sha256: sha256)
    }
  }()

  /// All rows as text, each with its line end, and the bytes that were counted.
  static func text(
    of file: ParquetFile, limits: ParquetLimits = ParquetLimits()
  ) throws -> (lines: [String], damage: [(ParquetDamage, rows: Range<Int>)], bytes: Int) {
    var text = ParquetText(file.schema)
    var lines: [String] = []
    var damage: [(ParquetDamage, rows: Range<Int>)] = []
    var (row, bytes) = (0, 0)
    for group in file.groups.indices {
      let rows = try ParquetRows(file, group: group, limits: limits, keepsBinary: true)
      reading: while true {
        switch rows.next() {
        case .row:
          lines.append(text.line(rows.row) + "\n")
          row += 1
        case .unreadable(let fault, let count):
          damage.append((fault, row..<row + count))
          row += count
        case .end: break reading
        }
      }
      bytes += rows.takeBytes()
    }
    return (lines, damage, bytes)
  }

  @Test("the fixtures are there") func fixturesAreThere() { #expect(Self.goldens.count >= 7) }

  @Test(
    "every value is what pyarrow reads, and every byte of the pages is counted", arguments: goldens)
  func values(_ golden: Golden) throws {
    let file = try ParquetFile(Self.folder.appending(golden.name))
    let (lines, damage, bytes) = try Self.text(of: file)
    #expect(damage.isEmpty && lines.count == golden.rows)
    var digest = DigestBuilder()
    for line in lines { digest.update(line) }
    #expect(digest.finalize().hex == golden.sha256, "\(lines.first ?? "")")
    #expect(bytes == file.groups.reduce(0) { $0 + $1.size })
  }

  @Test("a file written anew without some rows has the others, value by value", arguments: goldens)
  func rewriting(_ golden: Golden) throws {
    let file = try ParquetFile(Self.folder.appending(golden.name))
    let lines = try Self.text(of: file).lines
    let last = max(0, lines.count - 1)
    for removed in [[], [0..<1], [3..<5, 7..<8, last..<lines.count], [0..<lines.count]]
    where removed.allSatisfy({ $0.upperBound <= lines.count }) {
      var bytes: [UInt8] = []
      try ParquetRewriter.write(file, without: removed, damaged: []) { bytes += $0 }
      let scratch = try ScratchFile(bytes)
      let left = lines.indices.filter { row in !removed.contains { $0.contains(row) } }
      #expect(try Self.text(of: ParquetFile(scratch.path)).lines == left.map { lines[$0] })
    }
  }
}
