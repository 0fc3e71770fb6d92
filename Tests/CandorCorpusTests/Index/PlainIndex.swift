import CandorCore
import SystemPackage

@testable import CandorCorpus

/// The suffixes of some documents, sorted by comparing their bytes one by one.
struct PlainIndex {
  let text: [UInt8]
  let places: [Int]

  init(_ documents: [String]) {
    var text: [UInt8] = []
    var starts: [Int] = []
    for document in documents {
      let tokens = TokenText(document).bytes
      starts += Self.words(tokens).map { text.count + $0 }
      text += tokens
    }
    self.text = text
    places = starts.sorted { one, other in
      var offset = 0
      while true {
        let (here, there) = (text[one + offset], text[other + offset])
        if here != there { return here < there }
        if here == 0 { return one < other }
        offset += 1
      }
    }
  }

  /// Where words begin.
  static func words(_ tokens: [UInt8]) -> [Int] {
    tokens.indices.filter { index in
      guard tokens[index] > 0x20, index == 0 || tokens[index - 1] <= 0x20 else { return false }
      return CharacterKinds.pinned.character(in: tokens.span, at: index).kind != .symbol
    }
  }
}

extension TokenText {
  init(_ document: String) {
    self.init()
    let bytes = Array(document.utf8)
    append(bytes.span)
  }
}

extension TemporaryFolder {
  /// Builds an index of `documents`, named by their numbers.
  func index(
    _ documents: [String], name: String = "index", threads: Int = 1, blockBytes: Int = 1 << 20
  ) throws -> SuffixIndex {
    let folder = path.appending(name)
    let pool = try WorkerPool(threads: threads)
    var builder = try IndexBuilder(folder, pool: pool, blockBytes: blockBytes)
    for (number, text) in documents.enumerated() {
      try builder.add(Document(id: "\(number)", text: Array(text.utf8)))
    }
    _ = try builder.finish()
    return try SuffixIndex(folder)
  }
}
