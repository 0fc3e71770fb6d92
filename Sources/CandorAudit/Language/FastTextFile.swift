import CandorCore
import SystemPackage

/// A fastText file, read front to back; what it does not hold is an error with the place.
struct FastTextFile {
  let file: MappedFile
  private(set) var offset = 0

  init(_ file: MappedFile) { self.file = file }

  /// The next little-endian number.
  ///
  /// - Throws: `malformed` if the file ends within it, or it is not in `range`.
  mutating func integer<Number: FixedWidthInteger>(
    _ field: String, _ type: Number.Type, in range: ClosedRange<Int> = .min ... .max
  ) throws -> Int {
    let place = offset
    let bytes = try take(1, of: Number.bitWidth / 8, field)
    let number = file.integer(at: bytes.lowerBound, as: type).map { Int($0) } ?? 0
    guard range.contains(number) else {
      throw refusal(
        "\(number) is not from \(range.lowerBound) to \(range.upperBound)", field, at: place)
    }
    return number
  }

  /// A byte that is 0 or 1.
  mutating func flag(_ field: String) throws -> Bool {
    try integer(field, UInt8.self, in: 0...1) == 1
  }

  /// The place of so many elements.
  ///
  /// - Parameter count: not negative.
  mutating func take(_ count: Int, of size: Int, _ field: String) throws -> Range<Int> {
    let (bytes, isTooLarge) = count.multipliedReportingOverflow(by: size)
    guard !isTooLarge, bytes <= file.count - offset else {
      throw refusal("the file ends within this", field, at: offset)
    }
    defer { offset += bytes }
    return offset..<offset + bytes
  }

  /// The place of a text that a zero ends.
  mutating func text(_ field: String) throws -> Range<Int> {
    let file = file
    guard let end = file.elements.firstIndex(of: 0, from: offset) else {
      throw refusal("the file ends within this", field, at: offset)
    }
    defer { offset = end + 1 }
    return offset..<end
  }

  /// The place of so many binary32 numbers. Each is smaller than 2²⁰, so that no sum or product of them
  /// can be infinite.
  mutating func numbers(_ count: Int, _ field: String) throws -> Range<Int> {
    let place = try take(count, of: 4, field)
    let file = file
    let bytes = file.bytes
    for index in 0..<count {
      let pattern = UInt32(
        truncatingIfNeeded: bytes.littleEndianWord(at: place.lowerBound + 4 * index))
      guard pattern & 0x7FFF_FFFF < Self.largest else {
        throw refusal("this number is too large or none", field, at: place.lowerBound + 4 * index)
      }
    }
    return place
  }

  /// The pattern of 2²⁰; those of larger numbers, of infinity and of what is no number are larger.
  private static let largest: UInt32 = 0x4980_0000

  func refusal(
    _ message: String, _ field: String, at place: Int, _ code: CandorError.Code = .malformed,
    hint: String? = nil
  ) -> CandorError {
    CandorError(
      code, message, hint: hint,
      at: .init(file: file.path.string, byteOffset: place, field: field))
  }
}
