import CandorCore
import SystemPackage

/// Writes one file of an index and its digest.
struct IndexFileWriter: ~Copyable {
  private var writer: AtomicFileWriter
  private var digest = DigestBuilder()
  /// The bytes written so far.
  private(set) var count = 0

  init(_ file: IndexFile, in folder: FilePath) throws {
    writer = try AtomicFileWriter(to: file.path(in: folder))
  }

  mutating func append(_ bytes: [UInt8]) throws {
    try writer.append(bytes)
    digest.update(bytes)
    count += bytes.count
  }

  consuming func commit() throws -> IndexManifest.File {
    let file = IndexManifest.File(bytes: count, digest: digest.finalize())
    try writer.commit()
    return file
  }
}

/// Some suffixes in the form of the files `suffixes` and `samples`.
struct PackedSuffixes: Sendable {
  private(set) var entries: [UInt8] = []
  private(set) var samples: [UInt8] = []
  let count: Int

  /// - Parameters:
  ///   - places: where the suffixes begin in `text`.
  ///   - rank: that of the first.
  init(_ places: [Int], rank: Int, text: MappedFile, entryBytes: Int) {
    count = places.count
    entries.reserveCapacity(places.count * entryBytes)
    let bytes = text.bytes
    for (index, place) in places.enumerated() {
      for shift in 0..<entryBytes {
        entries.append(UInt8(truncatingIfNeeded: place >> (8 * shift)))
      }
      guard (rank + index).isMultiple(of: SuffixIndex.sampling) else { continue }
      let key = SampleKey(bytes, at: place)
      for word in [key.first, key.second] {
        for shift in (0..<8).reversed() {
          samples.append(UInt8(truncatingIfNeeded: word >> (8 * UInt64(shift))))
        }
      }
    }
  }
}

/// The first sixteen bytes of a suffix, those behind its document's end 0; in their order.
struct SampleKey {
  var first: UInt64
  var second: UInt64

  init(_ text: RawSpan, at place: Int) {
    first = SuffixOrder.key(text, at: place)
    second = first & 0xFF == 0 ? 0 : SuffixOrder.key(text, at: place + 8)
  }

  init(first: UInt64, second: UInt64) {
    (self.first, self.second) = (first, second)
  }

  static func < (one: SampleKey, other: SampleKey) -> Bool {
    (one.first, one.second) < (other.first, other.second)
  }
}
