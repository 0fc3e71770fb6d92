import CandorCore
import SystemPackage

/// Golden figures of stored formats (Tests/Oracles/tensor_formats.py).
enum Fixture {
  static func path(_ name: String) -> FilePath {
    FilePath(#filePath).removingLastComponent().removingLastComponent()
      .appending("Fixtures").appending("formats").appending(name)
  }

  static func object(_ name: String) throws -> JSONObject {
    guard case .object(let object) = try JSONValue.load(path(name)) else {
      throw CandorError(.malformed, "not an object", at: .init(file: name))
    }
    return object
  }

  static func bytes(_ hexadecimal: String) -> [UInt8] {
    let digits = hexadecimal.utf8.map { UInt8(Character(Unicode.Scalar($0)).hexDigitValue ?? 0) }
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }

  /// Every number of a format of one or two bytes, ascending.
  static func everyNumber(bytes size: Int) -> [UInt8] {
    (0..<(1 << (8 * size))).flatMap { number in
      (0..<size).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }
  }

  /// Of little-endian binary32, every NaN alike.
  static func digest(_ values: [Float]) -> String {
    Digest(
      of: bits(values).flatMap { bits in
        (0..<4).map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) }
      }
    ).hex
  }
}
