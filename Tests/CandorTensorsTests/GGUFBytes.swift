/// A GGUF file built field by field, so that each can be wrong.
struct GGUFBytes {
  var bytes: [UInt8] = []

  mutating func number<Number: FixedWidthInteger>(_ number: Number) {
    bytes += (0..<(Number.bitWidth / 8)).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }
  mutating func string(_ text: String, length: UInt64? = nil) {
    number(length ?? UInt64(text.utf8.count))
    bytes += Array(text.utf8)
  }
  mutating func header(version: UInt32 = 3, tensors: UInt64 = 1, keys: UInt64 = 0) {
    bytes += Array("GGUF".utf8)
    number(version)
    number(tensors)
    number(keys)
  }
  mutating func tensor(
    _ name: String = "a", _ shape: [UInt64] = [32], dimensions: UInt32? = nil, type: UInt32 = 0,
    offset: UInt64 = 0
  ) {
    string(name)
    number(dimensions ?? UInt32(shape.count))
    for extent in shape { number(extent) }
    number(type)
    number(offset)
  }
  mutating func pad(data: Int) {
    bytes += [UInt8](repeating: 0, count: (32 - bytes.count % 32) % 32 + data)
  }

  static func file(_ build: (inout GGUFBytes) -> Void) -> [UInt8] {
    var draft = GGUFBytes()
    build(&draft)
    return draft.bytes
  }
}
