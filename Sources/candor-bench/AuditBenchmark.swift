import CandorAudit
import CandorCore
import SystemPackage

/// An audit of a file or folder, group by group and all together.
struct AuditBenchmark {
  let path: String
  let threads: Int

  func run() throws {
    let pool = try WorkerPool(threads: threads)
    let all = Set(Rule.Group.allCases)
    let groups: [(name: String, groups: Set<Rule.Group>)] = [
      ("reading", []), ("personalAndSecret", [.personal, .secret]), ("duplicate", [.duplicate]),
      ("quality", [.quality]), ("licence", [.licence]), ("near", [.near]),
      ("allButNear", all.subtracting([.near])), ("all", all),
    ]
    var members: [(String, JSONValue)] = [
      ("what", "audit"), ("threads", .integer(Int64(threads))),
    ]
    for (name, groups) in groups {
      var bytes = 0
      let measurement = try Measurement(warmUp: 1, repeats: 3) {
        bytes = try Audit(of: [FilePath(path)], AuditSelection(groups)).run(using: pool).total.bytes
      }
      if groups.isEmpty { members.append(("megabytes", Measurement.rounded(Double(bytes) / 1e6))) }
      let rate = Double(bytes) / 1e6 / measurement.median / Double(threads)
      members.append((name + "MegabytesPerSecondPerThread", Measurement.rounded(rate)))
    }
    Measurement.report(members)
  }
}
