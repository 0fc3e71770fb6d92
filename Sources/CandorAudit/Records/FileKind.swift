import CandorContainers

/// How the bytes of a file become records; read off the name's ending, before that of a
/// packing.
public enum FileKind: String, Sendable {
  /// `.jsonl`, `.ndjson`: a JSON object is a record, one a line.
  case jsonLines
  /// `.txt`, `.text`, `.md`: the file is a record; a long one is a record for every 16 MiB.
  case text
  /// `.csv`, `.tsv`: a row is a record, the first row names the columns.
  case table
  /// `.tar`: WebDataset; neighbours that share a name up to its first dot are a record.
  case tape
  /// `.parquet`: a row is a record.
  case parquet
  /// Any other name: the file is a record, whatever is in it.
  case file

  init(name: String) {
    switch Packing.unpackedName(name).split(separator: ".").last {
    case "jsonl", "ndjson": self = .jsonLines
    case "txt", "text", "md": self = .text
    case "csv", "tsv": self = .table
    case "tar": self = .tape
    case "parquet" where Packing(name: name) == nil: self = .parquet
    default: self = .file
    }
  }

  /// Whether a reader can begin anywhere in the file.
  var isCutAnywhere: Bool { self == .jsonLines || self == .text }
}
