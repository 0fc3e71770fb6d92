import CandorCore

/// Files like `original`, each with one bit flipped, one byte left out, or one byte twice.
func mutants(of original: [UInt8], count: Int, seed: UInt64) -> some Sequence<[UInt8]> {
  let random = RandomStream(seed: seed, purpose: .generator)
  return (0..<count).lazy.map { number in
    let words = random[UInt32(number)]
    var bytes = original
    let place = Int(words[0]) % bytes.count
    switch words[1] % 3 {
    case 0: bytes[place] ^= 1 << UInt8(words[2] % 8)
    case 1: bytes.remove(at: place)
    default: bytes.insert(bytes[place], at: Int(words[2]) % bytes.count)
    }
    return bytes
  }
}
