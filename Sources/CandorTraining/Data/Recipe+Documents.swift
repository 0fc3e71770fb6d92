import CandorCore
import CandorCorpus
import CandorRelease
import SystemPackage

extension Recipe {
  /// Hands over the documents that a run of this recipe trains on, in their order; those that it holds
  /// out by the thousandth are among them.
  package func forEachDocument(_ body: (Document) throws -> Void) throws {
    switch data {
    case .fable(let documents, let seed, _):
      let generator = FableGenerator(seed: seed)
      for index in 0..<UInt32(documents) {
        let document = generator.document(index)
        try body(Document(id: document.id, text: document.text))
      }
    case .files(let paths, let options, _):
      try DocumentSource(paths.map { $0.resolved(in: folder) }, options: options)
        .forEachDocument(body)
    }
  }
}
