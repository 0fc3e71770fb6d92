import CandorContainers
import CandorCore
import SystemPackage

/// One file of a dataset: where it is, what it is called in ids, and how it is read.
package struct SourceFile: Sendable, Equatable {
  package let path: FilePath

  /// The path below the folder that was named, or the file's own name; without the ending of a
  /// packing, so that packing a file changes no id.
  package let name: String

  package let format: DocumentFormat
  /// nil for a plain file.
  package let packing: Packing?

  /// Reads the format off the name's ending: `.jsonl` or `.ndjson`, `.txt` or `.text`, each also
  /// followed by `.gz`, `.zst`, `.xz` or `.bz2`; or `.parquet`.
  ///
  /// - Throws: `unsupported` for any other ending.
  package init(_ path: FilePath, name: String, options: ReadingOptions) throws {
    self.path = path
    packing = Packing(name: name)
    self.name = Packing.unpackedName(name)
    switch self.name.split(separator: ".", omittingEmptySubsequences: false).last {
    case "jsonl", "ndjson": format = .jsonLines(options.fields)
    case "txt", "text": format = .text(options.textSplit)
    case "parquet" where packing == nil: format = .parquet(options.fields)
    default:
      throw CandorError(
        .unsupported, "a data file whose name does not say how to read it",
        hint: "rename it to end in `.txt`, `.jsonl` or `.parquet`, or move it away",
        at: .init(file: path.string))
    }
  }

  func location(line: Int? = nil, byteOffset: Int? = nil) -> CandorError.Location {
    CandorError.Location(file: path.string, byteOffset: byteOffset, line: line)
  }
}
