import CandorCore
import SystemPackage

/// Makes an index from documents, in a folder of its own.
///
/// Documents are gathered into blocks, the blocks' words are sorted by their suffixes, each block on
/// one thread, and the sorted blocks are merged. The same documents give the same bytes with any number
/// of threads and any size of blocks. A build that was stopped goes on from its last sorted blocks
/// when the same documents are given again.
///
/// - Memory: for each thread about 8 times the size of a block.
package struct IndexBuilder: ~Copyable {
  package enum Progress: Sendable {
    /// Bytes of documents that are read and sorted.
    case read(Int)
    /// Words that are merged, of all.
    case merged(Int, of: Int)
  }

  private let folder: FilePath
  private let pool: WorkerPool
  private let blockBytes: Int
  private let progress: (Progress) -> Void
  private let lock: FileLock
  private var dataset = DatasetDigest.Builder()
  private var waiting: [DocumentBlock] = [DocumentBlock()]
  private var readBytes = 0

  private var text: IndexFileWriter
  private var documents: IndexFileWriter
  private var ids: IndexFileWriter
  private var gaps: IndexFileWriter
  /// Where each block lies in the text.
  private var blocks: [Range<Int>] = []

  /// Finished blocks and the lock lie here until the index is complete.
  private static let workFolder = ".candor"
  /// A block's text has to stay below 4 GiB; so have its documents with twice as much.
  package static let blockLimit = 512 << 20

  /// - Parameters:
  ///   - folder: made if need be; must not hold a finished index.
  ///   - blockBytes: how many bytes of documents are sorted at once.
  /// - Throws: `usage` for a finished index or an impossible size; `inputOutput` also if another
  ///   build is at work there.
  package init(
    _ folder: FilePath, pool: WorkerPool, blockBytes: Int = 64 << 20,
    progress: @escaping (Progress) -> Void = { _ in }
  ) throws {
    guard (1...Self.blockLimit).contains(blockBytes) else {
      throw CandorError(.usage, "a block has 1 to \(Self.blockLimit) bytes, not \(blockBytes)")
    }
    guard !FileSystem.exists(folder.appending(IndexManifest.fileName)) else {
      throw CandorError(
        .usage, "there is a finished index here",
        hint: "choose another folder, or remove this one", at: .init(file: folder.string))
    }
    let work = folder.appending(Self.workFolder)
    try FileSystem.createDirectory(work)
    let lock = try FileLock(work.appending("lock"), against: "another build")
    try AtomicFileWriter.removeLeftovers(in: folder)
    let text = try IndexFileWriter(.text, in: folder)
    let documents = try IndexFileWriter(.documents, in: folder)
    let ids = try IndexFileWriter(.ids, in: folder)
    let gaps = try IndexFileWriter(.gaps, in: folder)
    self.folder = folder
    self.pool = pool
    self.blockBytes = blockBytes
    self.progress = progress
    self.lock = lock
    self.text = text
    self.documents = documents
    self.ids = ids
    self.gaps = gaps
  }

  /// Adds the next document.
  ///
  /// - Throws: `limitExceeded` for a document of 1 GiB or more, `interrupted`, `inputOutput`.
  package mutating func add(_ document: Document) throws {
    guard document.text.count < 1 << 30 else {
      throw CandorError(
        .limitExceeded, "the document `\(document.id)` has \(document.text.count) bytes",
        hint: "split it into documents of less than 1 GiB")
    }
    dataset.add(document)
    readBytes += document.text.count
    waiting[waiting.count - 1].append(document)
    guard waiting[waiting.count - 1].text.count >= blockBytes else { return }
    if waiting.count == pool.threads { try sortWaiting() }
    waiting.append(DocumentBlock())
  }

  /// Merges the blocks and completes the index.
  package consuming func finish() throws -> IndexManifest {
    try sortWaiting()
    let progress = self.progress
    try documents.append(entry(text.count, ids.count, gaps.count))
    let dataset = dataset.finalize()
    var files: [IndexFile: IndexManifest.File] = [:]
    files[.text] = try self.text.commit()
    files[.documents] = try documents.commit()
    files[.ids] = try ids.commit()
    files[.gaps] = try gaps.commit()
    let work = folder.appending(Self.workFolder)
    let sorted = try blocks.enumerated().map {
      try SortedBlock(Self.path(ofBlock: $0.offset, in: work), text: $0.element)
    }
    let text = try MappedFile(IndexFile.text.path(in: folder))
    let merge = BlockMerge(text: text, blocks: sorted)
    var manifest = IndexManifest(
      dataset: dataset.digest, documents: dataset.documentCount,
      documentBytes: dataset.textByteCount, words: merge.count, files: files)
    let entryBytes = manifest.entryBytes
    var suffixes = try IndexFileWriter(.suffixes, in: folder)
    var samples = try IndexFileWriter(.samples, in: folder)
    var merged = 0
    try merge.forEachRange(
      pool: pool,
      prepare: { PackedSuffixes($0, rank: $1, text: text, entryBytes: entryBytes) }
    ) { part in
      try suffixes.append(part.entries)
      try samples.append(part.samples)
      merged += part.count
      progress(.merged(merged, of: merge.count))
    }
    manifest.files[.suffixes] = try suffixes.commit()
    manifest.files[.samples] = try samples.commit()
    try AtomicFile.write(manifest.json, to: folder.appending(IndexManifest.fileName))
    try FileSystem.remove(work)
    return manifest
  }

  /// Sorts the gathered blocks, each on its own thread, and writes their text down.
  private mutating func sortWaiting() throws {
    try Interruption.check()
    let work = folder.appending(Self.workFolder)
    let (first, waiting) = (blocks.count, self.waiting.filter { !$0.isEmpty })
    self.waiting = []
    let sorted = pool.map(waiting.count) { index in
      Result {
        let block = TokenBlock(waiting[index])
        try BlockSorter.sort(block.text.bytes, into: Self.path(ofBlock: first + index, in: work))
        return block
      }
    }
    for (block, result) in zip(waiting, sorted) { try append(block, try result.get()) }
    progress(.read(readBytes))
  }

  private mutating func append(_ raw: DocumentBlock, _ block: TokenBlock) throws {
    var entries: [UInt8] = []
    for (index, start) in block.starts.enumerated() {
      let idStart = index == 0 ? 0 : raw.idEnds[index - 1]
      entries += entry(
        text.count + start.text, ids.count + idStart, gaps.count + start.gaps)
    }
    try documents.append(entries)
    blocks.append(text.count..<text.count + block.text.bytes.count)
    try text.append(block.text.bytes)
    try gaps.append(block.text.gaps)
    try ids.append(raw.ids)
  }

  /// A line of the table of documents: where the next document's text, id and gaps begin.
  private func entry(_ text: Int, _ id: Int, _ gaps: Int) -> [UInt8] {
    [text, id, gaps].flatMap { number in
      (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }
  }

  private static func path(ofBlock number: Int, in work: FilePath) -> FilePath {
    work.appending("block-\(number)")
  }
}

/// Documents that are sorted together.
private struct DocumentBlock: Sendable {
  private(set) var text: [UInt8] = []
  private(set) var ends: [Int] = []
  private(set) var ids: [UInt8] = []
  private(set) var idEnds: [Int] = []

  var isEmpty: Bool { ends.isEmpty }

  mutating func append(_ document: Document) {
    text.append(contentsOf: document.text)
    ends.append(text.count)
    ids.append(contentsOf: document.id.utf8)
    idEnds.append(ids.count)
  }
}

/// The same documents in the form of the index.
private struct TokenBlock: Sendable {
  private(set) var text = TokenText()
  /// Where each document begins, and what is left out of it.
  private(set) var starts: [(text: Int, gaps: Int)] = []

  init(_ block: DocumentBlock) {
    text.reserveCapacity(block.text.count + block.text.count / 8)
    let bytes = block.text.span
    var start = 0
    for end in block.ends {
      starts.append((text.bytes.count, text.gaps.count))
      text.append(bytes.extracting(start..<end))
      start = end
    }
  }
}
