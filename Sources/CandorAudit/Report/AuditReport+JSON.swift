import CandorCore

extension AuditReport {
  /// The object of `candor audit --json` (docs/schemas/audit.schema.json).
  ///
  /// - Parameter removalRoot: of the removal record, if there is a repair.
  public func json(removalRoot: String? = nil) -> JSONValue {
    var report: JSONObject = [
      "files": .array(files.map(\.json)),
      "skipped": .array(
        skipped.map { ["name": .string($0.name), "reason": .string($0.reason)] }),
      "notLookedFor": .array(
        notLookedFor.map { ["group": .string($0.group.rawValue), "reason": .string($0.reason)] }),
      "total": .object(JSONObject(total.members)),
      "findings": .array(findings.map { json(of: $0) }),
      "unreadable": .array(unread.map { json(of: $0) }),
      "distributions": .array(distributions.charts.map(json)),
    ]
    if !benchmarks.isEmpty { report["benchmarks"] = .array(benchmarks.map { json(of: $0) }) }
    report["languages"] = languages.map(\.json)
    report["removalRoot"] = removalRoot.map { .string($0) }
    return .object(report)
  }

  private func json(of finding: Finding) -> JSONValue {
    var object: JSONObject = [
      "rule": .string(finding.rule.id), "version": .integer(Int64(finding.rule.version)),
      "group": .string(finding.rule.group.rawValue), "summary": .string(finding.rule.summary),
      "records": .integer(Int64(finding.records)), "matches": .integer(Int64(finding.matches)),
      "places": .array(finding.places.map { .object(JSONObject(members(of: $0))) }),
    ]
    if let member = finding.rule.given?.member { object[member.key] = member.value }
    return .object(object)
  }

  private func json(
    of measure: TextMeasure, _ bins: [(name: String, texts: Int)]
  ) -> JSONValue {
    [
      "measure": .string(measure.rawValue), "title": .string(measure.title),
      "bins": .array(
        bins.map { ["bin": .string($0.name), "texts": .integer(Int64($0.texts))] }),
    ]
  }

  private func json(of benchmark: BenchmarkReport) -> JSONValue {
    [
      "benchmark": benchmark.header.json, "touched": .integer(Int64(benchmark.touched)),
      "contaminated": .integer(Int64(benchmark.contaminated)),
      "items": .array(
        benchmark.items.map { item in
          [
            "item": .integer(Int64(item.row)), "share": .double(item.share),
            "covered": .double(item.covered), "records": .integer(Int64(item.records)),
            "place": .object(JSONObject(members(of: item.place))),
          ]
        }),
    ]
  }

  private func json(of unread: Unread) -> JSONValue {
    [
      "reason": .string(unread.reason.rawValue), "records": .integer(Int64(unread.number)),
      "places": .array(
        unread.places.map { place, isOnDisk in
          .object(JSONObject(members(of: place) + [("onDisk", .bool(isOnDisk))]))
        }),
    ]
  }

  private func members(of place: Place) -> [(String, JSONValue)] {
    [
      ("file", .string(files[place.file].name)), ("row", .integer(Int64(place.row))),
      (
        "bytes",
        [.integer(Int64(place.range.lowerBound)), .integer(Int64(place.range.upperBound))]
      ),
    ]
  }
}

extension AuditReport.File {
  fileprivate var json: JSONValue {
    .object(
      JSONObject(
        [
          ("name", .string(name)), ("kind", .string(kind.rawValue)), ("packed", .bool(isPacked)),
          ("bytesOnDisk", .integer(Int64(bytes))),
        ] + tally.members))
  }
}

extension LanguageReport {
  fileprivate var json: JSONValue {
    [
      "model": header.json, "unknown": .integer(Int64(unknown)),
      "languages": .array(
        languages.map {
          [
            "language": .string($0.name), "texts": .integer(Int64($0.texts)),
            "unsure": .integer(Int64($0.unsure)),
          ]
        }),
    ]
  }
}

extension AuditTally {
  var members: [(String, JSONValue)] {
    [
      ("records", records), ("clean", clean), ("flagged", flagged), ("removed", removed),
      ("unreadable", unreadable),
      ("bytes", bytes), ("recordBytes", recordBytes), ("betweenBytes", betweenBytes),
      ("unreadableBytes", unreadableBytes), ("gapBytes", gapBytes),
    ].map { ($0.0, .integer(Int64($0.1))) }
  }
}
