import CandorCore
import SystemPackage

/// The header of a GGUF file, version 2 or 3: metadata and the places of the tensors.
///
/// As in llama.cpp, tensors stand in the order of their descriptions, each at the next multiple of the
/// alignment, so that the file has one reading.
///
/// Source: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
struct GGUFHeader {
  let metadata: GGUFMetadata
  let entries: [TensorArchive.Entry]

  /// "GGUF", little-endian.
  static let magic: UInt32 = 0x4655_4747
  /// Bytes that the shortest key with its value, and the shortest description of a tensor, take.
  static let (smallestPair, smallestTensor) = (8 + 1 + 4 + 1, 8 + 1 + 4 + 4 + 8)
  static let mostDimensions = 4

  static func begins(_ file: MappedFile) -> Bool {
    file.integer(at: 0, as: UInt32.self) == magic
  }

  init(_ file: MappedFile) throws {
    var cursor = GGUFCursor(file: file)
    guard Self.begins(file) else {
      throw cursor.malformed("the file does not begin with `GGUF`")
    }
    cursor.skip(4)
    try Self.checkVersion(&cursor)
    let tensors = try cursor.count("tensors", size: Self.smallestTensor)
    let pairs = try cursor.count("keys", size: Self.smallestPair)
    var metadata = GGUFMetadata(file: file)
    for _ in 0..<pairs {
      let start = cursor.offset
      let key = try cursor.name("a key")
      guard metadata.add(key, try cursor.value(of: key)) else {
        throw file.malformed("this key occurs twice", at: start, field: key)
      }
    }
    var layout = Layout(alignment: try Self.alignment(metadata), file: file)
    for _ in 0..<tensors { try layout.describe(&cursor) }
    self.metadata = metadata
    entries = try layout.place(from: cursor.offset)
  }

  private static func checkVersion(_ cursor: inout GGUFCursor) throws {
    let version = try cursor.integer("the version", as: UInt32.self)
    guard !(2...3).contains(version) else { return }
    let isSwapped = (1...3).contains(version.byteSwapped)
    throw CandorError(
      .unsupported,
      isSwapped
        ? "the file was written on a big-endian machine"
        : "version \(version) of GGUF is not known here",
      hint: "versions 2 and 3, little-endian, can be read",
      at: .init(file: cursor.file.path.string, byteOffset: 4))
  }

  private static func alignment(_ metadata: GGUFMetadata) throws -> Int {
    let key = "general.alignment"
    guard let place = metadata.place(key) else { return 32 }
    guard place.type == .uint32, let value: Int = try metadata.value(key), value > 0,
      value & (value - 1) == 0
    else {
      throw metadata.file.malformed(
        "the alignment is no power of two stored as uint32", at: place.offset, field: key)
    }
    return value
  }
}

extension GGUFHeader {
  /// Places tensors one after another.
  private struct Layout {
    let alignment: Int
    let file: MappedFile
    private var tensors: [(name: String, format: TensorFormat, shape: [Int], size: Int)] = []
    /// Where the next tensor begins, from the start of the data.
    private var end = 0

    init(alignment: Int, file: MappedFile) {
      self.alignment = alignment
      self.file = file
    }

    /// The next multiple of the alignment; nil beyond what an `Int` counts.
    private func aligned(_ offset: Int) -> Int? {
      let (sum, overflow) = offset.addingReportingOverflow(alignment - 1)
      return overflow ? nil : sum & ~(alignment - 1)
    }

    mutating func describe(_ cursor: inout GGUFCursor) throws {
      let name = try cursor.name("the name of a tensor")
      let shape = try Self.shape(&cursor, name)
      let format = try Self.format(&cursor, name)
      guard format.divides(shape) else {
        throw cursor.malformed(
          "rows of \(shape.last ?? 1) are no whole blocks of \(format.rawValue)",
          hint: "a block has \(format.blockLength) elements", field: name)
      }
      guard let size = format.byteCount(of: shape) else {
        throw cursor.malformed("the shape \(shape) has no size", field: name)
      }
      let place = cursor.offset
      let offset = try cursor.integer("an offset", as: UInt64.self, field: name)
      guard offset == UInt64(end) else {
        throw file.malformed(
          offset < end ? "tensors overlap" : "bytes belong to no tensor",
          hint: "its data is said to begin at \(offset) where \(end) is expected", at: place,
          field: name)
      }
      tensors.append((name, format, shape, size))
      let (sum, overflow) = end.addingReportingOverflow(size)
      guard !overflow, let next = aligned(sum) else {
        throw cursor.malformed("the tensors have no size together", field: name)
      }
      end = next
    }

    private static func shape(_ cursor: inout GGUFCursor, _ name: String) throws -> [Int] {
      let dimensions = try cursor.integer("the number of dimensions", as: UInt32.self, field: name)
      guard dimensions <= GGUFHeader.mostDimensions else {
        throw cursor.malformed(
          "\(dimensions) dimensions are more than \(GGUFHeader.mostDimensions)", field: name)
      }
      let innermostFirst = try (0..<dimensions).map { _ in
        let extent = try cursor.integer("an extent", as: UInt64.self, field: name)
        guard let extent = Int(exactly: extent) else {
          throw cursor.malformed("an extent of \(extent) has no size", field: name)
        }
        return extent
      }
      return innermostFirst.reversed()
    }

    private static func format(_ cursor: inout GGUFCursor, _ name: String) throws -> TensorFormat {
      let place = cursor.offset
      let type = try cursor.integer("a format", as: UInt32.self, field: name)
      guard let format = TensorFormat(ggmlType: type) else {
        let known = TensorFormat.allCases.filter { $0.ggmlType != nil }
        throw CandorError(
          .unsupported, "ggml's type \(type) is not known here",
          hint: "known are \(known.map(\.rawValue).joined(separator: ", "))",
          at: .init(file: cursor.file.path.string, byteOffset: place, field: name))
      }
      return format
    }

    /// The tensors where they stand in the file; the padding after the last one may be missing.
    func place(from headerEnd: Int) throws -> [TensorArchive.Entry] {
      guard !tensors.isEmpty else {
        let start = min(file.count, aligned(headerEnd) ?? headerEnd)
        guard file.count == start else {
          throw file.malformed("bytes follow the header of a file without tensors", at: start)
        }
        return []
      }
      guard var begin = aligned(headerEnd) else {
        throw file.malformed("the data begins nowhere", at: headerEnd)
      }
      var entries: [TensorArchive.Entry] = []
      var last = begin
      for tensor in tensors {
        guard begin <= file.count, tensor.size <= file.count - begin else {
          throw file.malformed(
            "\(tensor.size) bytes from \(begin) on do not lie within the file of \(file.count)",
            at: file.count, field: tensor.name)
        }
        last = begin + tensor.size
        entries.append(
          .init(
            name: tensor.name, format: tensor.format, shape: tensor.shape, range: begin..<last))
        begin = aligned(last) ?? last
      }
      guard file.count == last || file.count == begin else {
        throw file.malformed("bytes follow the last tensor", at: min(begin, file.count))
      }
      return entries
    }
  }
}
