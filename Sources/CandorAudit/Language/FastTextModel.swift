import CandorCore
import SystemPackage

/// A supervised model of fastText, `.bin` or `.ftz`: tells a text's label by the mean of the rows of its
/// words and their parts (Joulin et al. 2016).
///
/// The matrix of rows stays in the file, which is mapped; the labels' is in memory.
package struct FastTextModel: Sendable {
  let settings: FastTextSettings
  let vocabulary: FastTextVocabulary
  let rows: FastTextMatrix
  let output: FastTextOutput
  /// Of the file.
  package let digest: Digest

  package var labels: [String] { vocabulary.labels }

  /// Reads a model and every number of it.
  ///
  /// - Throws: `malformed` with the place, `unsupported`, `limitExceeded`; `notFound`, `inputOutput`.
  package init(_ path: FilePath) throws {
    let file = try MappedFile(path)
    var source = FastTextFile(file)
    settings = try FastTextSettings(&source)
    vocabulary = try FastTextVocabulary(&source, settings)
    let isQuantised = try source.flag("quant")
    if vocabulary.isPruned, !isQuantised {
      throw source.refusal(
        "the vocabulary is pruned and the matrix is not", "quant", at: source.offset - 1)
    }
    let rowsPlace = source.offset
    rows = try FastTextMatrix(&source, isQuantised: isQuantised, columns: settings.dimension)
    guard rows.rows >= vocabulary.rows else {
      throw source.refusal(
        "words and runs have \(vocabulary.rows) rows, and there are \(rows.rows)", "rows",
        at: rowsPlace)
    }
    let outputIsQuantised = try source.flag("qout") && isQuantised
    let outputPlace = source.offset
    let matrix = try FastTextMatrix(
      &source, isQuantised: outputIsQuantised, columns: settings.dimension)
    guard matrix.rows == vocabulary.labels.count else {
      throw source.refusal(
        "\(vocabulary.labels.count) labels have \(matrix.rows) rows", "rows", at: outputPlace)
    }
    guard source.offset == file.count else {
      throw source.refusal(
        "\(file.count - source.offset) bytes belong to nothing", "end", at: source.offset)
    }
    output = try FastTextOutput(settings, vocabulary, matrix)
    digest = Digest(of: file.bytes)
  }
}
