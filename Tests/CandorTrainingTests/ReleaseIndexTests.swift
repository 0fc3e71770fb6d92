import CandorCore
import CandorCorpus
import CandorRelease
import CandorTraining
import SystemPackage
import Testing

struct ReleaseIndexTests {
  @Test(
    "an index is made again with its documents still hidden, and not at all if nobody knows which")
  func hiddenDocuments() throws {
    let small = try SmallRun.ofStories()
    defer { small.remove() }
    try small.train()
    let pool = try WorkerPool(threads: 2)
    func open() throws -> SuffixIndex {
      try ReleaseIndex.open(small.release, pool: pool) { _ in }
    }
    var index = try open()
    #expect(try index.remove(["fable-000000"]) == 1)
    let suffixes = index.folder.appending("suffixes")
    let whole = try FileSystem.read(suffixes)
    try AtomicFile.write(Array(whole.dropLast()), to: suffixes)
    index = try open()
    #expect(try FileSystem.read(suffixes) == whole)
    // It is hidden already.
    #expect(try index.remove(["fable-000000"]) == 0)

    let list = SuffixIndex.removedList(in: index.folder)
    let other = index.folder.appending("other")
    try AtomicFile.write("", to: other)
    let written = String(decoding: try FileSystem.read(list), as: UTF8.self)
    for text in ["{", written.replacing("\"index\":\"", with: "\"index\":\"0")] {
      try AtomicFile.write(text, to: list)
      let error = #expect(throws: CandorError.self) { _ = try open() }
      #expect(error?.exitStatus == 65 && error?.location?.file == list.string)
      // What was made anew would not have it.
      #expect(FileSystem.exists(other))
    }
  }
}
