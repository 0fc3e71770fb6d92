import CandorCore
import CandorTensors
import SystemPackage
import Testing

@Suite("GGUF files that break the rules are refused, with the place")
struct GGUFRefusalTests {
  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  struct Case: CustomTestStringConvertible, Sendable {
    let name: String
    let message: String
    var code = CandorError.Code.malformed
    var field: String?
    let bytes: [UInt8]

    init(
      _ name: String, _ message: String, _ code: CandorError.Code = .malformed,
      field: String? = nil, by build: (inout GGUFBytes) -> Void
    ) {
      (self.name, self.message, self.code, self.field) = (name, message, code, field)
      bytes = GGUFBytes.file(build)
    }
    var testDescription: String { name }
  }

  static func oneTensor(data: Int, _ describe: @escaping (inout GGUFBytes) -> Void) -> (
    inout GGUFBytes
  ) ->
    Void
  {
    { draft in
      draft.header()
      describe(&draft)
      draft.pad(data: data)
    }
  }

  static func oneKey(_ describe: @escaping (inout GGUFBytes) -> Void) -> (inout GGUFBytes) -> Void {
    { draft in
      draft.header(tensors: 0, keys: 1)
      describe(&draft)
    }
  }

  static let hostile: [Case] = [
    Case("version 1", "version 1", .unsupported) { $0.header(version: 1) },
    Case("big-endian", "big-endian", .unsupported) { $0.header(version: 0x0300_0000) },
    Case("2^60 tensors", "do not fit") { $0.header(tensors: 1 << 60) },
    Case("more tensors than an Int", "do not fit") { $0.header(tensors: .max) },
    Case("2^60 keys", "do not fit") { $0.header(tensors: 0, keys: 1 << 60) },
    Case("a key of 2^60 bytes", "do not fit", by: oneKey { $0.string("k", length: 1 << 60) }),
    Case("an empty key", "not within 1…1024") {
      $0.header(tensors: 0, keys: 1)
      $0.string("")
      $0.bytes += [UInt8](repeating: 0, count: 16)
    },
    Case("a key that is no text", "not printable") {
      $0.header(tensors: 0, keys: 1)
      $0.string("a\u{0}")
      $0.bytes += [UInt8](repeating: 0, count: 16)
    },
    Case(
      "an unknown type", "13 is not the type", field: "key",
      by: oneKey {
        $0.string("key")
        $0.number(UInt32(13))
      }),
    Case(
      "a string of 2^63 bytes", "do not fit", field: "key",
      by: oneKey {
        $0.string("key")
        $0.number(UInt32(8))
        $0.number(UInt64(1) << 63)
      }),
    Case(
      "an array of 2^60 numbers", "do not fit", field: "key",
      by: oneKey {
        $0.string("key")
        $0.number(UInt32(9))
        $0.number(UInt32(6))
        $0.number(UInt64(1) << 60)
      }),
    Case(
      "an array of arrays", "array of arrays", field: "key",
      by: oneKey {
        $0.string("key")
        $0.number(UInt32(9))
        $0.number(UInt32(9))
        $0.number(UInt64(0))
      }),
    Case("a key twice", "occurs twice", field: "key") {
      $0.header(tensors: 0, keys: 2)
      for _ in 0..<2 {
        $0.string("key")
        $0.number(UInt32(0))
        $0.number(UInt8(0))
      }
    },
    Case(
      "an alignment of 24", "no power of two", field: "general.alignment",
      by: oneKey {
        $0.string("general.alignment")
        $0.number(UInt32(4))
        $0.number(UInt32(24))
      }),
    Case(
      "an alignment of another type", "no power of two", field: "general.alignment",
      by: oneKey {
        $0.string("general.alignment")
        $0.number(UInt32(10))
        $0.number(UInt64(32))
      }),
    Case(
      "five dimensions", "5 dimensions", field: "a",
      by: oneTensor(data: 128) { $0.tensor("a", [1, 1, 1, 1, 1]) }),
    Case(
      "2^32 dimensions", "dimensions are more", field: "a",
      by: oneTensor(data: 128) { $0.tensor(dimensions: .max) }),
    Case(
      "an extent of 2^63", "has no size", field: "a",
      by: oneTensor(data: 128) { $0.tensor("a", [1 << 63]) }),
    Case(
      "a product of 2^120", "has no size", field: "a",
      by: oneTensor(data: 128) { $0.tensor("a", [1 << 40, 1 << 40, 1 << 40]) }),
    Case(
      "an unknown format", "type 99 is not known", .unsupported, field: "a",
      by: oneTensor(data: 128) { $0.tensor(type: 99) }),
    Case(
      "a removed format", "type 4 is not known", .unsupported, field: "a",
      by: oneTensor(data: 128) { $0.tensor(type: 4) }),
    Case(
      "half a block", "no whole blocks", field: "a",
      by: oneTensor(data: 128) { $0.tensor("a", [33], type: 8) }),
    Case(
      "a hole", "belong to no tensor", field: "a",
      by: oneTensor(data: 160) { $0.tensor(offset: 32) }),
    Case(
      "an offset of 2^64", "belong to no tensor", field: "a",
      by: oneTensor(data: 160) { $0.tensor(offset: .max) }),
    Case("an overlap", "overlap", field: "b") {
      $0.header(tensors: 2)
      $0.tensor("a")
      $0.tensor("b", offset: 64)
      $0.pad(data: 256)
    },
    Case("two tensors of one name", "two tensors", field: "a") {
      $0.header(tensors: 2)
      $0.tensor("a")
      $0.tensor("a", offset: 128)
      $0.pad(data: 256)
    },
    Case(
      "cut data", "do not lie within", field: "a", by: oneTensor(data: 127) { $0.tensor() }),
    Case("data beyond the end", "do not lie within", field: "a") {
      $0.header()
      $0.tensor("a", [1 << 58])
      $0.pad(data: 128)
    },
    Case("trailing bytes", "bytes follow", by: oneTensor(data: 129) { $0.tensor() }),
    Case("bytes and no tensor", "bytes follow") {
      $0.header(tensors: 0)
      $0.pad(data: 1)
    },
  ]

  @Test("what is refused, and where", arguments: hostile)
  func refusals(_ hostile: Case) throws {
    let error = try #require(
      candorError {
        try write(hostile.bytes, to: folder["model.gguf"])
        _ = try TensorArchive(folder["model.gguf"])
      })
    #expect(error.code == hostile.code && error.message.contains(hostile.message), "\(error)")
    #expect(error.location?.file == folder["model.gguf"].string)
    #expect(error.location?.field == hostile.field, "\(error)")
    let offset = try? #require(error.location?.byteOffset)
    #expect(hostile.name.contains("one name") || (0...hostile.bytes.count).contains(offset ?? -1))
  }
}
