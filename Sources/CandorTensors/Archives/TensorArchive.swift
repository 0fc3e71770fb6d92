import CandorCore
import SystemPackage

/// Named tensors in mapped files, checked before anything is read: a safetensors file or its shards,
/// a GGUF file or its parts.
///
/// Refused, with the place: duplicate names, unknown formats, sizes that do not match shapes, tensors
/// that overlap, holes, and trailing bytes; so that no byte of a file has two meanings or none.
/// Nothing is copied: the system fetches pages as they are touched.
public final class TensorArchive: Sendable {
  public struct Entry: Sendable, Hashable {
    public let name: String
    public let format: TensorFormat
    /// Extents, outermost first: rows before columns. (GGUF files store the reverse.)
    public let shape: [Int]
    /// Bytes of its file.
    public let range: Range<Int>
    /// Its file among those of the archive.
    var part = 0

    /// Elements.
    public var count: Int { range.count / format.blockBytes * format.blockLength }
  }

  /// Sorted by their place in the files.
  public let entries: [Entry]
  /// What a GGUF file says about its model; nil for safetensors.
  public let metadata: GGUFMetadata?
  /// What a single safetensors file says about itself, under `__metadata__`.
  public let strings: [String: String]
  /// The file or folder that was opened.
  public let path: FilePath
  /// The files that hold the tensors, in the order of their parts.
  public let files: [MappedFile]
  private let places: [String: Int]

  /// - Throws: `malformed` for a name that two tensors have.
  init(
    _ path: FilePath, files: [MappedFile], entries parts: [[Entry]],
    metadata: GGUFMetadata? = nil, strings: [String: String] = [:]
  ) throws {
    var entries: [Entry] = []
    var places: [String: Int] = [:]
    for (part, tensors) in parts.enumerated() {
      for var entry in tensors {
        guard places.updateValue(entries.count, forKey: entry.name) == nil else {
          throw files[part].malformed("two tensors have this name", field: entry.name)
        }
        entry.part = part
        entries.append(entry)
      }
    }
    self.path = path
    self.files = files
    self.entries = entries
    self.places = places
    self.metadata = metadata
    self.strings = strings
  }

  /// Opens a safetensors or GGUF file, told apart by their first bytes; the index of a sharded model
  /// (`….safetensors.index.json`) with its shards; or a folder with `model.safetensors` or its index.
  ///
  /// - Throws: `malformed` with the byte offset and the tensor; `unsupported` for formats that are not
  ///   known here; `notFound`, also for a missing shard or part.
  /// - Complexity: O(headers); tensor data is not touched.
  public convenience init(_ path: FilePath) throws {
    if FileSystem.isFolder(path) {
      let single = path.appending("model.safetensors")
      let index = path.appending(SafetensorsIndex.fileName)
      if !FileSystem.exists(single), FileSystem.exists(index) {
        try self.init(shards: index)
      } else {
        try self.init(single)
      }
      return
    }
    guard path.lastComponent?.string.hasSuffix(SafetensorsIndex.suffix) != true else {
      try self.init(shards: path)
      return
    }
    let file = try MappedFile(path)
    if GGUFHeader.begins(file) {
      try self.init(gguf: file)
    } else {
      let header = try SafetensorsHeader(file)
      try self.init(path, files: [file], entries: [header.entries], strings: header.strings)
    }
  }

  /// - Complexity: O(1).
  public func entry(named name: String) -> Entry? {
    places[name].map { entries[$0] }
  }

  /// The file that holds a tensor.
  public func path(of entry: Entry) -> FilePath { files[entry.part].path }

  /// Bytes of all tensors.
  public var byteCount: Int { entries.reduce(0) { $0 + $1.range.count } }

  /// Lends the bytes of one tensor, little-endian.
  public func withBytes<Result>(
    of entry: Entry, _ body: (RawSpan) throws -> Result
  ) rethrows -> Result {
    let file = files[entry.part]
    return try body(file.bytes.extracting(entry.range))
  }

  /// Says that a tensor's bytes will not be needed again soon, so that they need not stay in memory.
  public func release(_ entry: Entry) { release(entry, 0..<entry.range.count) }

  /// The same of some bytes of a tensor.
  public func release(_ entry: Entry, _ bytes: Range<Int>) {
    let start = entry.range.lowerBound
    files[entry.part].release((start + bytes.lowerBound)..<(start + bytes.upperBound))
  }
}

extension TensorArchive {
  /// Copies a binary32 tensor of the given shape.
  ///
  /// - Throws: `mismatch`, naming the tensor, when it is missing or of another format or shape.
  public func read(_ name: String, shape: [Int], into values: inout MutableSpan<Float>) throws {
    guard let entry = entry(named: name) else {
      throw CandorError(
        .mismatch, "the file has no such tensor",
        hint: nearest(name, among: entries.map(\.name)).map { "it has `\($0)`" },
        at: .init(file: path.string, field: name))
    }
    let place = CandorError.Location(file: path(of: entry).string, field: name)
    guard entry.format == .float32 else {
      throw CandorError(
        .mismatch, "its elements are \(entry.format.rawValue) where F32 is expected", at: place)
    }
    guard entry.shape == shape else {
      throw CandorError(
        .mismatch, "its shape is \(entry.shape) where \(shape) is expected", at: place)
    }
    precondition(values.count == entry.count)
    withBytes(of: entry) { bytes in
      // SAFETY: both sides hold exactly `entry.count` binary32 numbers, checked above.
      unsafe bytes.withUnsafeBytes { source in
        unsafe values.withUnsafeMutableBytes { unsafe $0.copyMemory(from: source) }
      }
    }
  }
}
