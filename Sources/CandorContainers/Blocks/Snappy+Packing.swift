import CandorCore

extension Snappy {
  /// Packs bytes into a raw block: copies of what was seen at most 64 KiB before, found by four bytes.
  static func pack(_ input: [UInt8]) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(input.count / 2)
    var rest = input.count
    while rest >= 0x80 {
      output.append(UInt8(rest & 0x7F | 0x80))
      rest >>= 7
    }
    output.append(UInt8(rest))
    var table = [Int32](repeating: -1, count: 1 << 14)
    var (index, literalStart) = (0, 0)
    let bytes = input.rawBytes
    func word(_ place: Int) -> UInt32 {
      UInt32(truncatingIfNeeded: bytes.littleEndianWord(at: place))
    }
    while index + 4 <= input.count {
      let here = word(index)
      let slot = Int((here &* 0x1E35_A7BD) >> 18)
      let candidate = Int(table[slot])
      table[slot] = Int32(truncatingIfNeeded: index)
      guard candidate >= 0, index - candidate < 1 << 16, word(candidate) == here else {
        // The longer nothing is found, the farther the steps.
        index += 1 + (index - literalStart) >> 5
        continue
      }
      literal(input[literalStart..<index], &output)
      var length = 4
      while index + length < input.count, input[candidate + length] == input[index + length] {
        length += 1
      }
      copy(length, index - candidate, &output)
      index += length
      literalStart = index
    }
    literal(input[literalStart...], &output)
    return output
  }

  private static func literal(_ run: ArraySlice<UInt8>, _ output: inout [UInt8]) {
    guard !run.isEmpty else { return }
    let length = run.count - 1
    if length < 60 {
      output.append(UInt8(length) << 2)
    } else {
      let extra = (Int.bitWidth - length.leadingZeroBitCount + 7) / 8
      output.append(UInt8(59 + extra) << 2)
      for index in 0..<extra { output.append(UInt8(truncatingIfNeeded: length >> (8 * index))) }
    }
    output += run
  }

  private static func copy(_ length: Int, _ distance: Int, _ output: inout [UInt8]) {
    var left = length
    while left > 0 {
      let step = min(left, 64)
      output += [UInt8(step - 1) << 2 | 2, UInt8(distance & 0xFF), UInt8(distance >> 8)]
      left -= step
    }
  }
}
