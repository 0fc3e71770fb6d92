/// Parquet's hybrid of repeated and bit-packed small numbers: levels, truths, and places in a
/// dictionary. Decoded a batch at a time, since a few bytes can stand for billions.
struct LevelRuns {
  private var run: ByteRun
  private let width: Int
  private var repeats = 0
  private var value: UInt32 = 0
  private var packed = 0
  private var bit = 0

  /// - Throws: ``ParquetDamage`` if `width` is not 0 to 32.
  init(_ run: ByteRun, width: Int) throws {
    guard 0...32 ~= width else { throw ParquetDamage("numbers of \(width) bits") }
    self.run = run
    self.width = width
  }

  /// Puts the next `count` numbers at the end of `numbers`.
  mutating func decode(_ count: Int, into numbers: inout [UInt32]) throws {
    var left = count
    while left > 0 {
      if repeats > 0 {
        let step = min(left, repeats)
        for _ in 0..<step { numbers.append(value) }
        repeats -= step
        left -= step
      } else if packed > 0 {
        let step = min(left, packed)
        guard width * step <= 8 * run.left - bit else {
          throw ParquetDamage("values that end too early")
        }
        for _ in 0..<step {
          numbers.append(width == 0 ? 0 : UInt32(truncatingIfNeeded: run.bits(width, at: bit)))
          bit += width
        }
        packed -= step
        left -= step
        if packed == 0 { run.position = min(run.end, run.position + (bit + 7) / 8) }
      } else {
        try next()
      }
    }
  }

  /// Whether nothing is left but what fills up the last bit-packed run: eight numbers by most writers, 256
  /// by some, and any numbers.
  var isAtEnd: Bool {
    guard repeats == 0 else { return false }
    return packed > 0 ? 8 * run.left - bit < packed * width + 8 : run.left == 0
  }

  private mutating func next() throws {
    let header = try run.varint()
    guard header >> 1 < 1 << 32 else { throw ParquetDamage("a run of too many values") }
    if header & 1 == 1 {
      packed = Int(header >> 1) * 8
      bit = 0
    } else {
      repeats = Int(header >> 1)
      value = UInt32(truncatingIfNeeded: try run.word((width + 7) / 8))
      guard width == 32 || value >> UInt32(width) == 0 else {
        throw ParquetDamage("a value of more than \(width) bits")
      }
    }
  }
}
