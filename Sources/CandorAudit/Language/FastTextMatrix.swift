import CandorCore
import SystemPackage

/// A matrix in a fastText file: rows of binary32 numbers, or of codes that stand for them.
struct FastTextMatrix: Sendable {
  private let file: MappedFile
  let rows: Int
  let columns: Int
  /// Where the numbers or codes begin.
  private let start: Int
  private let quantiser: ProductQuantiser?
  /// Of the rows' lengths.
  private let lengthCodes: Int
  private let lengths: ProductQuantiser?

  /// - Throws: `malformed`.
  init(_ source: inout FastTextFile, isQuantised: Bool, columns expected: Int) throws {
    file = source.file
    let hasLengths = try isQuantised && source.flag("qnorm")
    rows = try source.integer("rows", Int64.self, in: 1...max(1, source.file.count))
    columns = try source.integer("columns", Int64.self, in: expected...expected)
    guard isQuantised else {
      let (count, isTooLarge) = rows.multipliedReportingOverflow(by: columns)
      start = try source.numbers(isTooLarge ? .max : count, "matrix").lowerBound
      (quantiser, lengths, lengthCodes) = (nil, nil, 0)
      return
    }
    let codePlace = source.offset
    let codeBytes = try source.integer("codesize", Int32.self, in: 0...Int(Int32.max))
    start = try source.take(codeBytes, of: 1, "codes").lowerBound
    let quantiser = try ProductQuantiser(&source, dimension: columns)
    guard quantiser.parts.multipliedReportingOverflow(by: rows) == (codeBytes, false) else {
      throw source.refusal(
        "\(rows) rows of \(quantiser.parts) codes are not these", "codesize", at: codePlace)
    }
    self.quantiser = quantiser
    lengthCodes = hasLengths ? try source.take(rows, of: 1, "norm_codes").lowerBound : 0
    lengths = hasLengths ? try ProductQuantiser(&source, dimension: 1) : nil
  }

  /// Adds a row to `sum`, number by number.
  func add(row: Int, to sum: inout [Float]) {
    let file = file
    if let quantiser {
      let bytes = file.elements
      let codes = bytes.extracting(
        start + row * quantiser.parts..<start + (row + 1) * quantiser.parts)
      let length = lengths?.number(bytes[lengthCodes + row]) ?? 1
      quantiser.add(codes, times: length, to: &sum)
    } else {
      let bytes = file.bytes
      var sum = sum.mutableSpan
      let first = start + 4 * row * columns
      for column in sum.indices {
        let pattern = UInt32(truncatingIfNeeded: bytes.littleEndianWord(at: first + 4 * column))
        sum[column] += Float(bitPattern: pattern)
      }
    }
  }

  /// All numbers of the first rows, row by row.
  ///
  /// - Throws: `limitExceeded` for more than 2²⁸.
  func numbers(ofRows count: Int) throws -> [Float] {
    let (all, isTooLarge) = count.multipliedReportingOverflow(by: columns)
    guard !isTooLarge, all <= 1 << 28 else {
      throw CandorError(
        .limitExceeded, "the labels of the model have \(count) times \(columns) numbers",
        at: .init(file: file.path.string, byteOffset: start))
    }
    var numbers: [Float] = []
    numbers.reserveCapacity(all)
    for row in 0..<count {
      var sum = [Float](repeating: 0, count: columns)
      add(row: row, to: &sum)
      numbers += sum
    }
    return numbers
  }
}
