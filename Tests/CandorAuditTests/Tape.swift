/// Parts of a tar file.
enum Tape {
  /// A member as `tar --format=ustar` writes it.
  static func member(_ name: String, _ content: [UInt8], kind: String = "0") -> [UInt8] {
    var block = [UInt8](repeating: 0, count: 512)
    func put(_ text: String, at start: Int) {
      for (index, byte) in text.utf8.enumerated() { block[start + index] = byte }
    }
    put(name, at: 0)
    put("0000644\u{0}", at: 100)
    let size = String(content.count, radix: 8)
    put(String(repeating: "0", count: 11 - size.count) + size + "\u{0}", at: 124)
    put("        ", at: 148)
    put(kind, at: 156)
    put("ustar\u{0}00", at: 257)
    let sum = String(block.reduce(0) { $0 + Int($1) }, radix: 8)
    put(String(repeating: "0", count: 6 - sum.count) + sum + "\u{0} ", at: 148)
    let padding = [UInt8](repeating: 0, count: (512 - content.count % 512) % 512)
    return block + content + padding
  }
}
