/// Unpacks LZ4's raw blocks. Format: lz4/lz4, doc/lz4_Block_format.md.
enum LZ4 {
  /// - Parameter size: what the block must unpack to.
  /// - Throws: ``ParquetDamage`` unless it does.
  static func unpack(_ input: [UInt8], to size: Int) throws -> [UInt8] {
    var output: [UInt8] = []
    // A byte gives 255 at most, so that a size that lies reserves nothing.
    output.reserveCapacity(min(size, 256 * input.count))
    var position = 0
    func byte() throws -> Int {
      guard position < input.count else { throw ParquetDamage("lz4 data that ends too early") }
      defer { position += 1 }
      return Int(input[position])
    }
    func length(_ start: Int) throws -> Int {
      var length = start
      guard start == 15 else { return length }
      while true {
        let next = try byte()
        length += next
        if next < 255 { return length }
      }
    }
    while position < input.count {
      let token = try byte()
      let literal = try length(token >> 4)
      guard literal <= input.count - position, literal <= size - output.count else {
        throw ParquetDamage("lz4 data that runs over")
      }
      output.append(contentsOf: input[position..<position + literal])
      position += literal
      // The last sequence has no copy.
      if position == input.count { break }
      let distance = try byte() | byte() << 8
      try output.appendCopy(of: try length(token & 15) + 4, from: distance, limit: size)
    }
    guard output.count == size else { throw ParquetDamage("lz4 data of another size than stated") }
    return output
  }
}
