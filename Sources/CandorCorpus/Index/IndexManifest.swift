import CandorCore
import SystemPackage

/// What an index is of, and which files it has: `index.json` (docs/index-format.md).
///
/// It is written last, so a folder without it is no index. Its digest names the index, and holds the
/// digests of the dataset and of all other files.
package struct IndexManifest: Sendable, Equatable {
  static let fileName = "index.json"
  static let format = "candor.index/1"
  static let textForm = "words/1"

  /// A file of the index and what its bytes must be.
  package struct File: Sendable, Equatable {
    package let bytes: Int
    package let digest: Digest
  }

  /// Of the documents as they were read.
  package let dataset: Digest
  package let documents: Int
  package let documentBytes: Int
  /// The words of all documents, each of which begins a suffix.
  package let words: Int
  package internal(set) var files: [IndexFile: File]
}

/// The files of an index beside its manifest.
package enum IndexFile: String, Sendable, CaseIterable {
  case text, suffixes, samples, documents, ids, gaps

  func path(in folder: FilePath) -> FilePath { folder.appending(rawValue) }
}

extension IndexManifest {
  /// The bytes of one entry of `suffixes`: as many as the largest place in the text needs, at least 4.
  var entryBytes: Int {
    let largest = UInt64(max(1, files[.text]?.bytes ?? 1) - 1)
    return max(4, (64 - largest.leadingZeroBitCount + 7) / 8)
  }

  /// The digest of `index.json`.
  package var digest: Digest { Digest(of: json) }

  var json: [UInt8] {
    var object = JSONObject()
    for (name, file) in files.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      object[name.rawValue] = [
        "bytes": .integer(Int64(file.bytes)), "sha256": .string(file.digest.hex),
      ]
    }
    let value: JSONValue = [
      "format": .string(Self.format), "text": .string(Self.textForm),
      "dataset": [
        "sha256": .string(dataset.hex), "documents": .integer(Int64(documents)),
        "bytes": .integer(Int64(documentBytes)),
      ],
      "words": .integer(Int64(words)), "files": .object(object),
    ]
    return value.canonical() + [10]
  }

  /// Reads the manifest of the index in `folder`, and checks that its numbers agree with each other.
  ///
  /// - Throws: `notFound` if there is none, `malformed` with the field, `unsupported` for another
  ///   version.
  package init(in folder: FilePath) throws {
    let path = folder.appending(Self.fileName)
    guard FileSystem.exists(path) else {
      throw CandorError(
        .notFound, "there is no finished index here",
        hint: "make one with `candor index DATA… \(folder)`", at: .init(file: path.string))
    }
    let bytes = try FileSystem.read(path, limit: 1 << 20)
    let value = try JSONValue.parse(bytes, file: path.string)
    guard case .object(let object) = value else {
      throw CandorError(.malformed, "expected an object", at: .init(file: path.string))
    }
    let file = path.string
    let format = try object.string("format", in: file)
    let form = try object.string("text", in: file)
    guard format == Self.format, form == Self.textForm else {
      throw CandorError(
        .unsupported, "an index of format `\(format)`, text `\(form)`",
        hint: "this program reads `\(Self.format)`, `\(Self.textForm)`; build the index again",
        at: .init(file: file))
    }
    let dataset = try object.object("dataset", in: file)
    self.dataset = try dataset.digest("sha256", in: file)
    documents = try dataset.integer("documents", in: file, range: 0...Int.max)
    documentBytes = try dataset.integer("bytes", in: file, range: 0...Int.max)
    words = try object.integer("words", in: file, range: 0...Int.max)
    let listed = try object.object("files", in: file)
    var files: [IndexFile: File] = [:]
    for name in IndexFile.allCases {
      let entry = try listed.object(name.rawValue, in: file)
      files[name] = File(
        bytes: try entry.integer("bytes", in: file, range: 0...Int.max),
        digest: try entry.digest("sha256", in: file))
    }
    self.files = files
    try checkSizes(file)
  }

  /// The sizes that follow from others.
  private func checkSizes(_ file: String) throws {
    let samples = words / SuffixIndex.sampling + (words % SuffixIndex.sampling == 0 ? 0 : 1)
    let expected: [(IndexFile, Int, Int)] = [
      (.suffixes, words, entryBytes), (.samples, samples, SuffixIndex.sampleBytes),
      (.documents, documents, DocumentTable.entryBytes),
    ]
    for (name, count, size) in expected {
      let (bytes, overflow) = count.multipliedReportingOverflow(by: size)
      let extra = name == .documents ? DocumentTable.entryBytes : 0
      guard !overflow, files[name]?.bytes == bytes &+ extra else {
        throw CandorError(
          .malformed, "the size of the file does not fit \(count) entries of \(size) bytes",
          at: .init(file: file, field: "files.\(name.rawValue).bytes"))
      }
    }
  }
}

extension JSONObject {
  fileprivate func digest(_ key: String, in file: String) throws -> Digest {
    if let digest = Digest(hex: try string(key, in: file)) { return digest }
    throw CandorError(
      .malformed, "expected 64 lower-case hexadecimal digits", at: .init(file: file, field: key))
  }
}
