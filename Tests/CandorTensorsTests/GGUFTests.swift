import CandorCore
import CandorTensors
import SystemPackage
import Testing

@Suite("GGUF files are read strictly")
struct GGUFTests {
  private let folder: ScratchFolder
  private let example: [UInt8]

  init() throws {
    folder = try ScratchFolder()
    example = try FileSystem.read(Fixture.path("example.gguf"))
  }

  private func open(_ bytes: [UInt8], _ name: String = "model.gguf") throws -> TensorArchive {
    try write(bytes, to: folder[name])
    return try TensorArchive(folder[name])
  }

  @Test("a file of ggml's own writer: metadata of every type, and tensors")
  func goldenFile() throws {
    let archive = try open(example)
    let metadata = try #require(archive.metadata)
    #expect(try metadata.required("general.architecture") == "llama")
    let integers = ["uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64", "int64"]
    #expect(
      try integers.map { try metadata.required("test.\($0)", as: Int.self) } == [
        200, -100, 60000, -30000, 4_000_000_000, -2_000_000_000, 1 << 62, -(1 << 62),
      ])
    #expect(try metadata.value("test.float32") == Float(0.1))
    #expect(try metadata.value("test.float32") == Double(Float(0.1)))
    #expect(try metadata.value("test.float64") == 0.1)
    #expect(try metadata.value("test.bool") == true)
    #expect(try metadata.value("test.string") == "naïve Größe")
    #expect(try metadata.value("test.strings") == ["", "a", "Ġthe", "日本"])
    #expect(try metadata.value("test.integers") == [1, -2, 3])
    #expect(try metadata.value("test.floats") == [Float(0.5), -1.25])
    #expect(try metadata.value("test.nothing", as: Int.self) == nil)
    #expect(
      archive.entries.map(\.name) == [
        "token_embd.weight", "output_norm.weight", "blk.0.attn_q.weight", "blk.0.attn_k.weight",
        "half",
      ])
    #expect(archive.entries.map(\.shape) == [[3, 64], [5], [2, 64], [2, 64], [2, 3, 4]])
    #expect(archive.entries.map(\.format) == [.float32, .float32, .q4_0, .q8_0, .float16])
    #expect(archive.entries.map(\.count) == [192, 5, 128, 128, 24])
  }

  @Test("a key that is missing or of another type is named")
  func keys() throws {
    let metadata = try #require(try open(example).metadata)
    let missing = candorError { _ = try metadata.required("test.unit8", as: Int.self) }
    #expect(missing?.hint == "it has `test.uint8`" && missing?.location?.field == "test.unit8")
    for read in [
      { _ = try metadata.value("test.string", as: Int.self) },
      { _ = try metadata.value("test.float32", as: Int.self) },
      { _ = try metadata.value("test.integers", as: String.self) },
      { _ = try metadata.value("test.strings", as: [Int].self) },
      { _ = try metadata.value("test.int8", as: Bool.self) },
    ] {
      let error = candorError(read)
      #expect(error?.code == .malformed && error?.location?.byteOffset != nil)
    }
  }

  @Test("the plainest files are read: scalars, no tensors, no padding at the end")
  func plain() throws {
    let scalar = GGUFBytes.file(GGUFRefusalTests.oneTensor(data: 4) { $0.tensor("a", []) })
    #expect(try open(scalar).entries.map(\.shape) == [[]])
    #expect(try open(GGUFBytes.file { $0.header(tensors: 0) }).entries.isEmpty)
    #expect(try open(GGUFBytes.file { $0.header(version: 2, tensors: 0) }).entries.isEmpty)
    let padded = GGUFBytes.file(GGUFRefusalTests.oneTensor(data: 32) { $0.tensor("a", []) })
    #expect(try open(padded).entries.map(\.count) == [1])
  }

  @Test("a file cut anywhere is refused")
  func truncation() throws {
    let archive = try open(example)
    let end = try #require(archive.entries.last).range.upperBound
    for count in 0..<end {
      let error = try #require(candorError { _ = try open(Array(example[..<count])) }, "\(count)")
      #expect(error.location?.file != nil)
    }
  }

  @Test("a byte changed anywhere gives a located error or a file without gaps")
  func mutations() throws {
    let data = try #require(try open(example).entries.first).range.lowerBound
    var (accepted, refused) = (0, 0)
    for index in 0..<data {
      for mask: UInt8 in [1, 0x80, 0xff] {
        var changed = example
        changed[index] ^= mask
        try write(changed, to: folder["mutant.gguf"])
        do {
          let archive = try TensorArchive(folder["mutant.gguf"])
          accepted += 1
          for entry in archive.entries {
            #expect(entry.range.upperBound <= changed.count)
            #expect(entry.format.byteCount(of: entry.shape) == entry.range.count)
          }
          for key in archive.metadata?.keys ?? [] {
            _ = try? archive.metadata?.value(key, as: Int.self)
            _ = try? archive.metadata?.value(key, as: String.self)
            _ = try? archive.metadata?.value(key, as: [String].self)
            _ = try? archive.metadata?.value(key, as: [Float].self)
          }
        } catch let error as CandorError {
          refused += 1
          #expect(error.location?.file == folder["mutant.gguf"].string, "byte \(index): \(error)")
        }
      }
    }
    #expect(accepted > 100 && refused > 100)
  }

  @Test("parts of one model are opened together, and only those")
  func parts() throws {
    func part(_ number: UInt16, of count: UInt16 = 2, tensors: Int32 = 2) -> [UInt8] {
      GGUFBytes.file {
        $0.header(keys: 3)
        for (key, value) in [("split.no", number), ("split.count", count)] {
          $0.string(key)
          $0.number(UInt32(2))
          $0.number(value)
        }
        $0.string("split.tensors.count")
        $0.number(UInt32(5))
        $0.number(tensors)
        $0.tensor("tensor.\(number)")
        $0.pad(data: 128)
      }
    }
    let (first, second) = ("m-00001-of-00002.gguf", "m-00002-of-00002.gguf")
    #expect(candorError { _ = try open(part(0), first) }?.code == .notFound)
    _ = try? open(part(1), second)
    let archive = try open(part(0), first)
    #expect(archive.entries.map(\.name) == ["tensor.0", "tensor.1"])
    #expect(archive.path(of: archive.entries[1]) == folder[second])
    #expect(
      candorError { _ = try open(part(1), second) }?.message.contains("not the first") == true)
    #expect(candorError { _ = try open(part(0, tensors: 3), first) }?.code == .mismatch)
    _ = try? open(part(1, of: 3), second)
    #expect(candorError { _ = try open(part(0), first) }?.location?.field == "split.count")
    _ = try? open(part(0), second)
    #expect(candorError { _ = try open(part(0), first) }?.location?.field == "split.no")
  }
}
