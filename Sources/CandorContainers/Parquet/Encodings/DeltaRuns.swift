/// Whole numbers as bit-packed differences (DELTA_BINARY_PACKED), decoded a batch at a time.
struct DeltaRuns {
  private var run: ByteRun
  private let blockSize: Int
  private let miniblocks: Int
  /// How many numbers there are, and how many of them have come.
  let count: Int
  private var done = 0
  private var last: UInt64
  private var least: UInt64 = 0
  private var widths: [Int] = []
  private var miniblock = 0
  private var left = 0
  private var bit = 0

  init(_ run: ByteRun) throws {
    self.run = run
    let (size, parts, count) = try (self.run.varint(), self.run.varint(), self.run.varint())
    last = try self.run.zigzag()
    guard 1...(1 << 24) ~= size, 1...(1 << 16) ~= parts, size % parts == 0, size / parts % 8 == 0,
      count < 1 << 32
    else { throw ParquetDamage("a damaged header of differences") }
    (blockSize, miniblocks, self.count) = (Int(size), Int(parts), Int(count))
    miniblock = miniblocks
  }

  /// Whether all numbers have come.
  var isAtEnd: Bool { done == count }

  /// Puts the next `count` numbers at the end of `numbers`.
  mutating func decode(_ count: Int, into numbers: inout [UInt64]) throws {
    guard count <= self.count - done else { throw ParquetDamage("values that end too early") }
    var wanted = count
    if done == 0, wanted > 0 {
      numbers.append(last)
      (done, wanted) = (1, wanted - 1)
    }
    while wanted > 0 {
      if left == 0 { try nextMiniblock() }
      let width = widths[miniblock]
      let step = min(wanted, left)
      guard width * step <= 8 * run.left - bit else {
        throw ParquetDamage("values that end too early")
      }
      for _ in 0..<step {
        last = last &+ least &+ (width == 0 ? 0 : run.bits(width, at: bit))
        bit += width
        numbers.append(last)
      }
      done += step
      wanted -= step
      left -= step
    }
  }

  private mutating func nextMiniblock() throws {
    run.position = min(run.end, run.position + (bit + 7) / 8)
    bit = 0
    miniblock += 1
    if miniblock >= miniblocks {
      least = try run.zigzag()
      widths = try run.take(miniblocks).map { Int(run.bytes[$0]) }
      guard widths.allSatisfy({ $0 <= 64 }) else {
        throw ParquetDamage("differences of more than 64 bits")
      }
      miniblock = 0
    }
    left = blockSize / miniblocks
  }

  /// Where the bytes behind all numbers begin; nothing is decoded on the way.
  consuming func end() throws -> Int {
    var rest = count - 1
    while rest > 0 {
      try nextMiniblock()
      // The last miniblock that holds anything is complete; those behind it are not there.
      let bytes = widths[miniblock] * (blockSize / miniblocks) / 8
      run.position = try run.take(bytes).upperBound
      rest -= blockSize / miniblocks
    }
    return run.position
  }
}
