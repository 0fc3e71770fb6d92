import CandorCore
import SystemPackage

/// `timings.jsonl`: when the steps of a run ended and how long they took.
///
/// Kept apart from the ledger because no two runs agree on it: nothing here enters the chain.
package struct TimingLog: ~Copyable {
  package static let fileName = "timings.jsonl"
  private let file: AppendingFile

  /// Goes on with the file that is there, or begins it.
  package init(_ path: FilePath) throws {
    file =
      FileSystem.exists(path)
      ? try AppendingFile(continuing: path, after: FileSystem.size(path))
      : try AppendingFile(creating: path)
  }

  /// - Parameters:
  ///   - unixSeconds: when the step ended, seconds since 1970 UTC.
  ///   - seconds: how long it took.
  package func append(step: Int, unixSeconds: Double, seconds: Double) throws {
    let line: JSONObject = [
      "step": .integer(Int64(step)), "unixSeconds": .double(unixSeconds),
      "seconds": .double(seconds),
    ]
    try file.append(JSONValue.object(line).canonical() + [UInt8(ascii: "\n")])
  }
}
