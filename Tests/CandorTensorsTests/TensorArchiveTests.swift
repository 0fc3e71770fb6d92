import CandorCore
import CandorTensors
import SystemPackage
import Testing

@Suite("Tensor archives are read strictly")
struct TensorArchiveTests {
  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  struct Case: CustomTestStringConvertible, Sendable {
    let name: String
    let header: String
    var data = 8
    var headerLength: UInt64?
    var offset: Int? = 8
    var tensor: String?
    let message: String
    var testDescription: String { name }
  }

  static func tensor(
    _ name: String, _ type: String = "F32", _ shape: String = "[2]", _ from: Int = 0, _ to: Int = 8
  ) -> String {
    #""\#(name)":{"dtype":"\#(type)","shape":\#(shape),"data_offsets":[\#(from),\#(to)]}"#
  }

  static let hostile: [Case] = [
    Case(
      name: "data is cut off", header: "{\(tensor("a"))}", data: 5, tensor: "a",
      message: "do not lie within 5 bytes"),
    Case(
      name: "the header claims too much", header: "{}", headerLength: 1 << 40, offset: 0,
      message: "the header claims"),
    Case(
      name: "the header claims more than an Int", header: "{}", headerLength: .max, offset: 0,
      message: "the header claims"),
    Case(
      name: "two tensors of one name", header: "{\(tensor("a")),\(tensor("a"))}", offset: nil,
      message: "a"),
    Case(
      name: "tensors overlap", header: "{\(tensor("a")),\(tensor("b", "F32", "[1]", 4, 8))}",
      offset: nil, tensor: "b", message: "tensors overlap"),
    Case(
      name: "a hole", header: "{\(tensor("a", "F32", "[1]", 4, 8))}", offset: nil, tensor: "a",
      message: "bytes belong to no tensor"),
    Case(
      name: "trailing bytes", header: "{\(tensor("a"))}", data: 9, offset: nil,
      message: "bytes follow the last tensor"),
    Case(
      name: "a shape that overflows",
      header: "{\(tensor("a", "F32", "[4294967296,4294967296,4294967296]"))}", tensor: "a",
      message: "has no size"),
    Case(
      name: "a shape of another size", header: "{\(tensor("a", "F32", "[3]"))}", tensor: "a",
      message: "takes 12 bytes and not 8"),
    Case(
      name: "a negative extent", header: "{\(tensor("a", "F32", "[-2]"))}", tensor: "a",
      message: "`shape` is not a list of whole numbers"),
    Case(
      name: "an unknown element type", header: "{\(tensor("a", "F128"))}", tensor: "a",
      message: "`F128` is not an element type"),
    Case(
      name: "offsets run backwards", header: "{\(tensor("a", "F32", "[2]", 8, 0))}", tensor: "a",
      message: "do not lie within"),
    Case(
      name: "no data_offsets", header: #"{"a":{"dtype":"F32","shape":[2]}}"#, tensor: "a",
      message: "`data_offsets` is missing"),
    Case(
      name: "a tensor that is no object", header: #"{"a":3}"#, tensor: "a",
      message: "is not an object"),
    Case(name: "a header that is a list", header: "[]", message: "is not a JSON object"),
    Case(name: "a header that is not JSON", header: "{]", offset: nil, message: ""),
  ]

  @Test("what is refused, and where", arguments: hostile)
  func refusals(_ hostile: Case) throws {
    let length = hostile.headerLength ?? UInt64(hostile.header.utf8.count)
    let bytes =
      littleEndian(length) + Array(hostile.header.utf8)
      + [UInt8](repeating: 0, count: hostile.data)
    let path = folder["hostile.safetensors"]
    try write(bytes, to: path)
    let error = try #require(candorError { _ = try TensorArchive(path) })
    #expect(error.code == .malformed)
    #expect(error.message.contains(hostile.message), "\(error)")
    #expect(error.location?.file == path.string)
    if let offset = hostile.offset { #expect(error.location?.byteOffset == offset) }
    if let tensor = hostile.tensor { #expect(error.location?.field == tensor) }
    if hostile.name.contains("hole") || hostile.name.contains("overlap") {
      let data = 8 + hostile.header.utf8.count
      #expect(error.location?.byteOffset == data + (hostile.name == "a hole" ? 0 : 4))
    }
  }

  @Test("a file cut anywhere is refused")
  func truncation() throws {
    let bytes = try sample()
    let path = folder["cut.safetensors"]
    for count in 0..<bytes.count {
      try write(Array(bytes[..<count]), to: path)
      let error = try #require(candorError { _ = try TensorArchive(path) }, "\(count) bytes")
      #expect(error.code == .malformed && error.location?.file == path.string, "\(count): \(error)")
    }
  }

  @Test("what is written is read again, in the order of the names")
  func roundTrip() throws {
    let path = folder["round.safetensors"]
    try write(try sample(), to: path)
    let archive = try TensorArchive(path)
    #expect(archive.entries.map(\.name) == ["alpha", "beta", "empty", "é"])
    #expect(archive.entries.map(\.shape) == [[2, 3], [], [0, 4], [5]])
    #expect(archive.entries.map(\.format) == [.float32, .int64, .float16, .uint8])
    var values = [Float](repeating: 0, count: 6)
    var span = values.mutableSpan
    try archive.read("alpha", shape: [2, 3], into: &span)
    #expect(bits(values) == bits([1, -0.0, .leastNonzeroMagnitude, .infinity, 0.1, -3]))
    #expect(values.count == archive.entry(named: "alpha")?.count)
  }

  @Test("a missing tensor, another type and another shape are named")
  func mismatches() throws {
    let path = folder["mismatch.safetensors"]
    try write(try sample(), to: path)
    let archive = try TensorArchive(path)
    for (name, shape, message) in [
      ("alfa", [2, 3], "no such tensor"), ("beta", [1], "I64 where F32"),
      ("alpha", [3, 2], "[2, 3] where [3, 2]"),
    ] {
      let error = try #require(
        candorError {
          var values = [Float](repeating: 0, count: 6)
          var span = values.mutableSpan
          try archive.read(name, shape: shape, into: &span)
        })
      #expect(error.code == .mismatch && error.location?.field == name)
      #expect(error.message.contains(message), "\(error)")
    }
  }

  @Test("a flipped bit in the header gives a located error or a file without gaps")
  func flips() throws {
    let bytes = try sample()
    let length = Int(bytes[0]) | Int(bytes[1]) << 8
    let path = folder["flip.safetensors"]
    var accepted = 0
    for index in 0..<(8 + length) {
      for mask: UInt8 in [1, 2, 4, 8, 16, 32, 64, 128, 255] {
        var changed = bytes
        changed[index] ^= mask
        try write(changed, to: path)
        var archive: TensorArchive?
        let error = candorError { archive = try TensorArchive(path) }
        if let archive {
          accepted += 1
          let headerEnd = (0..<8).reversed().reduce(0) { $0 << 8 | Int(changed[$1]) } + 8
          var end = headerEnd
          for entry in archive.entries {
            #expect(
              entry.range.lowerBound == end
                && entry.range.count == entry.shape.reduce(entry.format.blockBytes, *))
            end = entry.range.upperBound
          }
          #expect(end == changed.count)
        } else {
          let error = try #require(error, "another error than a CandorError at byte \(index)")
          #expect(
            error.code == .malformed || error.code == .limitExceeded, "byte \(index): \(error)")
          #expect(error.location?.file == path.string, "byte \(index): \(error)")
        }
      }
    }
    #expect(accepted > 0, "letters of a name may change")
  }

  /// A small archive of four tensors, as our writer makes it.
  private func sample() throws -> [UInt8] {
    let path = folder["sample.safetensors"]
    var writer = try TensorArchiveWriter(
      to: path,
      tensors: [
        .init("é", .uint8, [5]), .init("beta", .int64, []), .init("alpha", .float32, [2, 3]),
        .init("empty", .float16, [0, 4]),
      ])
    let alpha: [Float] = [1, -0.0, .leastNonzeroMagnitude, .infinity, 0.1, -3]
    try append("alpha", alpha.flatMap { littleEndian($0.bitPattern) }, to: &writer)
    try append("beta", littleEndian(UInt64.max), to: &writer)
    try append("empty", [], to: &writer)
    try append("é", [1, 2, 3, 4, 5], to: &writer)
    try writer.commit()
    let file = try FileDescriptor.open(path, .readOnly)
    return try file.closeAfter {
      var bytes = [UInt8](repeating: 0, count: 4096)
      let count = unsafe try bytes.withUnsafeMutableBytes {
        unsafe try file.read(into: UnsafeMutableRawBufferPointer($0))
      }
      return Array(bytes[..<count])
    }
  }

  private func append(
    _ name: String, _ bytes: [UInt8], to writer: inout TensorArchiveWriter
  ) throws {
    try writer.append(name, bytes.rawBytes)
  }

  private func littleEndian<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
    (0..<(Number.bitWidth / 8)).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }
}
