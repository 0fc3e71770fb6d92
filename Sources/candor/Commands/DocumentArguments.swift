import ArgumentParser
import CandorCore
import CandorCorpus

/// How the files of a dataset become documents.
struct DocumentArguments: ParsableArguments {
  @Option(help: "What a document of plain text is: `file`, `paragraph` or `line`.")
  var split = "file"

  @Option(help: "The field of a JSON Lines record that holds its text.")
  var textField = "text"

  @Option(help: "The field of a JSON Lines record that holds its id.")
  var idField = "id"

  func options() throws -> ReadingOptions {
    let splits: [String: TextSplit] = ["file": .file, "paragraph": .paragraph, "line": .line]
    guard let textSplit = splits[split] else {
      throw CandorError(
        .usage, "`--split` is `file`, `paragraph` or `line`, not `\(split)`",
        hint: nearest(split, among: splits.keys.sorted()).map { "did you mean `\($0)`?" })
    }
    return ReadingOptions(
      textSplit: textSplit, fields: JSONLinesFields(text: textField, id: idField))
  }
}
