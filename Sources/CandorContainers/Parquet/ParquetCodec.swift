import CandorCore

/// Unpacks pages.
enum ParquetCodec {
  /// Sees that the system has what a codec needs.
  ///
  /// - Throws: `unavailable` if it lacks the library.
  static func load(_ codec: Int) throws {
    if codec == 2 { _ = try Zlib.load() }
    if codec == 6 { _ = try Zstandard.load() }
  }

  /// - Parameter size: what the page must unpack to; memory grows with what comes out, not with what
  ///   this says.
  /// - Throws: ``ParquetDamage``; `unavailable` if the system lacks the library for the codec.
  static func unpack(_ input: [UInt8], _ codec: Int, to size: Int) throws -> [UInt8] {
    switch codec {
    case 0:
      guard input.count == size else { throw ParquetDamage("a page of another size than stated") }
      return input
    case 1: return try Snappy.unpack(input, to: size)
    case 2: return try unpack(input, Inflater(Zlib.load(), acceptsZlib: true), to: size)
    case 6: return try unpack(input, Packing.zstandard.unpacker(), to: size)
    case 7: return try LZ4.unpack(input, to: size)
    default:
      let names = [3: "LZO", 4: "Brotli", 5: "LZ4 in Hadoop's frames"]
      throw ParquetDamage(.unsupported, "pages packed with \(names[codec] ?? "codec \(codec)")")
    }
  }

  private static func unpack(_ input: [UInt8], _ unpacker: any Unpacker, to size: Int) throws
    -> [UInt8]
  {
    var output: [UInt8] = []
    var position = 0
    while true {
      let (run, outcome) = unpacker.unpack(
        input, from: &position, capacity: min(max(1, size + 1 - output.count), 1 << 20))
      guard run.count <= size - output.count else {
        throw ParquetDamage("a page of another size than stated")
      }
      if output.isEmpty { output = run } else { output += run }
      switch outcome {
      case .memberEnd where position == input.count:
        guard output.count == size else {
          throw ParquetDamage("a page of another size than stated")
        }
        return output
      case .memberEnd: unpacker.restart()
      case .more where position < input.count || !run.isEmpty: break
      case .more: throw ParquetDamage("packed data that ends too early")
      case .corrupt(let reason): throw ParquetDamage("damaged packed data: \(reason)")
      case .tooLarge: throw ParquetDamage(.tooLarge, "packed data that asks for too much memory")
      }
    }
  }
}
