import CandorCore
import CandorTensors
import SystemPackage
import Testing

@Suite("Stored numbers are read as their makers read them")
struct TensorFormatTests {
  private let machines: [Arithmetic]

  init() throws { machines = try CandorTensorsTests.machines(threads: [1, 3]) }

  @Test("blocks, and every number of the short formats, as NumPy and PyTorch read them")
  func golden() throws {
    let golden = try Fixture.object("blocks.json")
    let readable = TensorFormat.allCases.filter { $0.hasWeights && $0 != .float32 }
    #expect(Set(golden.members.map(\.key)) == Set(readable.map(\.rawValue)))
    for (name, value) in golden.members {
      let format = try #require(TensorFormat(rawValue: name))
      guard case .object(let entry) = value else { throw CandorError(.malformed, name) }
      let bytes =
        try entry.optionalString("blocks").map(Fixture.bytes)
        ?? Fixture.everyNumber(bytes: format.blockBytes)
      let wanted = try entry.string("values")
      for machine in machines {
        let values = read(bytes, format, machine)
        #expect(Fixture.digest(values) == wanted, "\(name) by \(machine.label)")
      }
    }
  }

  private func read(_ bytes: [UInt8], _ format: TensorFormat, _ machine: Arithmetic) -> [Float] {
    let count = bytes.count / format.blockBytes * format.blockLength
    var values = [Float](repeating: 9, count: count)
    var span = values.mutableSpan
    machine.dequantise(bytes.rawBytes, format, into: &span)
    return values
  }

  private func quantise(
    _ values: [Float], _ format: TensorFormat, _ machine: Arithmetic
  ) -> [UInt8]? {
    let count = values.count / format.blockLength * format.blockBytes
    var bytes = [UInt8](repeating: 9, count: count)
    var span = bytes.mutableSpan
    return machine.quantise(values.span, format, into: &span) ? bytes : nil
  }

  @Test("numbers become the blocks that ggml's NumPy makes of them")
  func quantisedGolden() throws {
    let golden = try Fixture.object("quantised.json")
    let rows = read(Fixture.bytes(try golden.string("rows")), .float32, machines[0])
    for (name, value) in try golden.object("quantised").members {
      guard case .string(let wanted) = value else { throw CandorError(.malformed, name) }
      let format = try #require(TensorFormat(rawValue: name))
      for machine in machines {
        #expect(
          quantise(rows, format, machine) == Fixture.bytes(wanted), "\(name) by \(machine.label)")
      }
    }
  }

  @Test("blocks of 256 lose no more than ggml's own search", arguments: [TensorFormat.q4_K, .q6_K])
  func searched(format: TensorFormat) throws {
    let golden = try Fixture.object("searched.json")
    let values = read(Fixture.bytes(try golden.string("rows")), .float32, machines[0])
    let theirs = try golden.double(format.rawValue)
    let bytes = try #require(quantise(values, format, machines[0]))
    let restored = read(bytes, format, machines[0])
    let error = zip(values, restored).reduce(0) { $0 + Double($1.0 - $1.1) * Double($1.0 - $1.1) }
    #expect(error < theirs && error > theirs / 2, "\(error) and \(theirs)")
    for machine in machines { #expect(quantise(values, format, machine) == bytes) }
  }

  @Test("what no block can hold is refused; what is nothing becomes nothing")
  func extremes() throws {
    for format in TensorFormat.allCases where format.isWritable {
      for extreme in [Float.infinity, -.infinity, .nan, .greatestFiniteMagnitude] {
        let fits = format == .float32 && extreme.isFinite
        var values = [Float](repeating: 0.5, count: 256)
        values[77] = extreme
        #expect((quantise(values, format, machines[0]) != nil) == fits, "\(format) \(extreme)")
      }
      for small in [0, -0.0, Float.leastNonzeroMagnitude, 0x1p-130, -0x1p-40] {
        let values = [Float](repeating: small, count: 256)
        for machine in machines {
          let bytes = try #require(quantise(values, format, machine))
          #expect(read(bytes, format, machine).allSatisfy { abs($0 - small) <= 0x1p-40 })
        }
      }
    }
  }

  @Test("sizes are those of ggml, and its numbers name one format each")
  func sizes() {
    #expect(TensorFormat.q4_K.byteCount(of: [3, 512]) == 3 * 2 * 144)
    #expect(TensorFormat.q5_0.byteCount(of: [64]) == 44)
    #expect(TensorFormat.float16.byteCount(of: []) == 2)
    #expect(TensorFormat.q8_0.byteCount(of: [32, 16]) == nil, "a row of half a block")
    #expect(TensorFormat.q8_0.byteCount(of: []) == nil)
    #expect(TensorFormat.float32.byteCount(of: [1 << 62]) == nil)
    #expect(TensorFormat.float32.byteCount(of: [1 << 40, 0]) == 0)
    let numbers = TensorFormat.allCases.compactMap(\.ggmlType)
    #expect(Set(numbers).count == numbers.count)
    for format in TensorFormat.allCases {
      if let number = format.ggmlType { #expect(TensorFormat(ggmlType: number) == format) }
    }
  }

  @Test("weights of eight bits are scaled by blocks of 128 × 128")
  func scales() throws {
    let folder = try ScratchFolder()
    let (rows, columns) = (130, 257)
    let codes = (0..<(rows * columns)).map { UInt8(truncatingIfNeeded: $0 * 37 % 127) }
    let scales: [Float] = [0.5, 3, 0x1p-3, 1.5, 2, 0.1]
    var writer = try TensorArchiveWriter(
      to: folder["fp8.safetensors"],
      tensors: [
        .init("w", .float8E4M3, [rows, columns]), .init("w_scale_inv", .float32, [2, 3]),
        .init("x", .float8E4M3, [1, 3]), .init("x_scale_inv", .float32, [3]),
      ])
    try writer.append("w", codes.rawBytes)
    try writer.append("w_scale_inv", scales.span.rawBytes)
    try writer.append("x", [1, 2, 3].rawBytes)
    try writer.append("x_scale_inv", Array(scales[..<3]).span.rawBytes)
    try writer.commit()
    let archive = try TensorArchive(folder["fp8.safetensors"])
    let weights = try #require(archive.entry(named: "w"))
    for machine in machines {
      var values = [Float](repeating: 9, count: 5 * columns)
      var span = values.mutableSpan
      try archive.read(weights, rows: 125..<130, with: machine, into: &span)
      let plain = read(Array(codes[(125 * columns)...]), .float8E4M3, machine)
      let expected = plain.indices.map { index in
        let (row, column) = (125 + index / columns, index % columns)
        return plain[index] * scales[row / 128 * 3 + column / 128]
      }
      #expect(bits(values) == bits(expected), "\(machine.label)")
    }
    let error = candorError {
      var values = [Float](repeating: 9, count: 3)
      var span = values.mutableSpan
      try archive.read(
        try #require(archive.entry(named: "x")), rows: 0..<1, with: machines[0], into: &span)
    }
    #expect(error?.code == .mismatch && error?.location?.field == "x_scale_inv")
  }
}
