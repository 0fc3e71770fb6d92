import CandorCore

/// An opcode and what follows it.
struct PickleInstruction {
  enum Operand {
    case nothing
    case integer(Int)
    case real(Double)
    case text(String)
    case bytes(ArraySlice<UInt8>)
    case names(module: String, name: String)
  }

  let opcode: PickleOpcode
  let operand: Operand
  /// Of the opcode, in the file.
  let offset: Int
}

/// Cuts the bytes of a pickle into instructions; nothing is done with them here.
struct PickleReader {
  let bytes: [UInt8]
  /// Where `bytes` begin in the file, for errors.
  let start: Int
  let file: String
  private(set) var position: Int

  /// Longer texts than this are refused: in a checkpoint they are names.
  private static let textLimit = 16 << 20
  private static let lineLimit = 4096

  init(_ bytes: [UInt8], at position: Int = 0, start: Int = 0, file: String) {
    (self.bytes, self.position, self.start, self.file) = (bytes, position, start, file)
  }

  func malformed(_ message: String, at offset: Int? = nil) -> CandorError {
    CandorError(
      .malformed, message, at: .init(file: file, byteOffset: offset ?? start + position))
  }

  /// - Throws: `malformed` where the bytes end or are no instruction; `limitExceeded`.
  mutating func next() throws -> PickleInstruction {
    let offset = start + position
    let byte = UInt8(try unsigned(1))
    guard let opcode = PickleOpcode(rawValue: byte) else {
      throw malformed("0x\(String(byte, radix: 16)) is no instruction of a pickle", at: offset)
    }
    return PickleInstruction(opcode: opcode, operand: try operand(of: opcode), offset: offset)
  }

  private mutating func operand(of opcode: PickleOpcode) throws -> PickleInstruction.Operand {
    switch opcode.operand {
    case .nothing: .nothing
    case .unsigned(let count): .integer(try unsigned(count))
    case .int32: .integer(Int(Int32(truncatingIfNeeded: try unsigned(4))))
    case .float64:
      .real(Double(bitPattern: try take(8).reduce(0) { $0 << 8 | UInt64($1) }))
    case .line: .text(try line())
    case .twoLines: .names(module: try line(), name: try line())
    case .text(let count): .text(try text(count))
    case .latinText(let count): .text(latin(try block(count, limit: Self.textLimit)))
    case .bytes(let count): .bytes(try block(count, limit: .max))
    case .long(let count): long(try block(count, limit: Self.lineLimit))
    }
  }

  private mutating func take(_ count: Int) throws -> ArraySlice<UInt8> {
    guard count <= bytes.count - position else { throw malformed("the pickle ends too early") }
    defer { position += count }
    return bytes[position..<(position + count)]
  }

  private mutating func unsigned(_ count: Int) throws -> Int {
    let number = try take(count).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard let number = Int(exactly: number) else {
      throw malformed("a length beyond 63 bits")
    }
    return number
  }

  private mutating func block(_ lengthBytes: Int, limit: Int) throws -> ArraySlice<UInt8> {
    let count = try unsigned(lengthBytes)
    guard count <= limit else {
      throw CandorError(
        .limitExceeded, "\(count) bytes where at most \(limit) are read",
        at: .init(file: file, byteOffset: start + position))
    }
    return try take(count)
  }

  private mutating func text(_ lengthBytes: Int) throws -> String {
    let block = try block(lengthBytes, limit: Self.textLimit)
    guard let text = String(validating: block, as: UTF8.self) else {
      throw malformed("a text is not UTF-8")
    }
    return text
  }

  private mutating func line() throws -> String {
    let limit = min(bytes.count, position + Self.lineLimit)
    guard let end = bytes[position..<limit].firstIndex(of: 0x0A) else {
      throw malformed("a line does not end")
    }
    let line = bytes[position..<end]
    position = end + 1
    return String(validating: line, as: UTF8.self) ?? latin(line)
  }

  private func latin(_ bytes: ArraySlice<UInt8>) -> String {
    var text = ""
    for byte in bytes { text.unicodeScalars.append(Unicode.Scalar(byte)) }
    return text
  }

  /// An integer of 64 bits; a longer one as its bytes.
  private func long(_ bytes: ArraySlice<UInt8>) -> PickleInstruction.Operand {
    guard bytes.count <= 8 else { return .bytes(bytes) }
    let bits = bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    let unused = UInt64(64 - 8 * bytes.count)
    return .integer(Int(Int64(bitPattern: bits << unused) >> Int64(unused)))
  }
}
