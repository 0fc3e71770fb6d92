import CandorCore
import SystemPackage

/// Documents of an index that traces pass over, as if they were not there: `removed.json`.
///
/// A takedown need not wait for a new index. Their text is still in the old one; only a build without
/// them takes it out.
struct RemovedDocuments: Sendable, Equatable {
  static let fileName = "removed.json"
  static let format = "candor.index.removed/1"

  /// Ascending.
  private(set) var numbers: [Int] = []

  var isEmpty: Bool { numbers.isEmpty }

  /// - Complexity: O(log n).
  func contains(_ document: Int) -> Bool {
    var (low, high) = (0, numbers.count)
    while low < high {
      let middle = (low + high) / 2
      if numbers[middle] < document { low = middle + 1 } else { high = middle }
    }
    return low < numbers.count && numbers[low] == document
  }

  init(_ numbers: some Sequence<Int> = []) { self.numbers = Set(numbers).sorted() }

  /// Reads the list of the index in `folder`; an index without one has nothing removed.
  ///
  /// - Throws: `malformed`, also if a number is not that of its id; `mismatch` if the list is that of
  ///   another index.
  init(in folder: FilePath, manifest: IndexManifest, documents: DocumentTable) throws {
    let path = folder.appending(Self.fileName)
    guard FileSystem.exists(path) else { return }
    let file = path.string
    let value = try JSONValue.parse(try FileSystem.read(path), file: file)
    guard case .object(let object) = value, try object.string("format", in: file) == Self.format
    else {
      throw CandorError(.malformed, "this is no list `\(Self.format)`", at: .init(file: file))
    }
    guard try object.string("index", in: file) == manifest.digest.hex else {
      throw CandorError(
        .mismatch, "the list was made for another index",
        hint: "delete the list, then hide its documents again with `candor index --remove`",
        at: .init(file: file))
    }
    for item in try object.array("documents", in: file) {
      guard case .object(let document) = item else {
        throw CandorError(.malformed, "expected objects", at: .init(file: file, field: "documents"))
      }
      let number = try document.integer("number", in: file, range: 0...max(0, documents.count - 1))
      guard documents.count > 0, numbers.last ?? -1 < number,
        try documents.id(of: number) == document.string("id", in: file)
      else {
        throw CandorError(
          .malformed, "document \(number) is out of order or has another id",
          at: .init(file: file, field: "documents"))
      }
      numbers.append(number)
    }
  }

  func write(in folder: FilePath, manifest: IndexManifest, documents: DocumentTable) throws {
    let list = try numbers.map { number -> JSONValue in
      ["id": .string(try documents.id(of: number)), "number": .integer(Int64(number))]
    }
    let value: JSONValue = [
      "format": .string(Self.format), "index": .string(manifest.digest.hex),
      "documents": .array(list),
    ]
    try AtomicFile.write(value.canonical() + [10], to: folder.appending(Self.fileName))
  }
}

extension SuffixIndex {
  /// Where the list of hidden documents of an index is.
  package static func removedList(in folder: FilePath) -> FilePath {
    folder.appending(RemovedDocuments.fileName)
  }

  /// Takes an index away, and leaves the list of hidden documents for the one that is made in its place.
  package static func remove(_ folder: FilePath) throws {
    for name in try FileSystem.list(folder) where name != RemovedDocuments.fileName {
      try FileSystem.remove(folder.appending(name))
    }
  }

  /// Hides all documents with these ids from traces, beside those that are hidden already.
  ///
  /// - Returns: how many documents were hidden by this call.
  /// - Complexity: O(documents).
  /// - Throws: `notFound` for an id that no document has, and nothing is hidden.
  package mutating func remove(_ ids: [String]) throws -> Int {
    var unseen = Set(ids)
    let wanted = unseen
    var numbers = removed.numbers
    for number in 0..<documents.count {
      let id = try documents.id(of: number)
      guard wanted.contains(id) else { continue }
      unseen.remove(id)
      numbers.append(number)
    }
    if let id = unseen.sorted().first {
      throw CandorError(
        .notFound, "no document of this index is called `\(id)`", at: .init(file: folder.string))
    }
    let changed = RemovedDocuments(numbers)
    let added = changed.numbers.count - removed.numbers.count
    try changed.write(in: folder, manifest: manifest, documents: documents)
    removed = changed
    return added
  }
}
