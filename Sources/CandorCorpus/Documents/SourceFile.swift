import CandorCore
import SystemPackage

/// One file of a dataset: where it is, what it is called in ids, and how it is read.
package struct SourceFile: Sendable, Equatable {
  package let path: FilePath

  /// The path below the folder that was named, or the file's own name; without `.gz`, so that
  /// packing a file changes no id.
  package let name: String

  package let format: DocumentFormat
  package let isCompressed: Bool

  /// Reads the format off the name's ending: `.jsonl` or `.ndjson`, `.txt` or `.text`, each also
  /// followed by `.gz`.
  ///
  /// - Throws: `unsupported` for any other ending.
  package init(_ path: FilePath, name: String, options: ReadingOptions) throws {
    self.path = path
    isCompressed = name.hasSuffix(".gz")
    self.name = isCompressed ? String(name.dropLast(3)) : name
    switch self.name.split(separator: ".", omittingEmptySubsequences: false).last {
    case "jsonl", "ndjson": format = .jsonLines(options.fields)
    case "txt", "text": format = .text(options.textSplit)
    default:
      throw CandorError(
        .unsupported, "a data file whose name does not say how to read it",
        hint: "rename it to end in `.txt`, `.jsonl`, `.txt.gz` or `.jsonl.gz`, or move it away",
        at: .init(file: path.string))
    }
  }

  func location(line: Int? = nil, byteOffset: Int? = nil) -> CandorError.Location {
    CandorError.Location(file: path.string, byteOffset: byteOffset, line: line)
  }
}
