/// Joins what was found in the pieces, in the order of the pieces, into one report.
///
/// Copies and near copies are found here, when all texts are known.
/// - Memory: 80 bytes for each text, and 150 more where near copies are looked for.
struct AuditMerge {
  private struct Text {
    var key: TextKey
    var bands: [UInt64]
    var order: Int
    var place: AuditReport.Place
    var state: RecordState
  }

  private var report: AuditReport
  private let book: RuleBook
  private let selection: AuditSelection
  private let mostPlaces: Int
  private var texts: [Text] = []
  private var rows: [Int]
  private var unread: [Unreadable: AuditReport.Unread] = [:]
  private var benchmarks: BenchmarkMerge
  private var languages: LanguageFindings

  init(_ listing: AuditListing, _ book: RuleBook, _ selection: AuditSelection, limits: AuditLimits)
  {
    self.book = book
    self.selection = selection
    benchmarks = BenchmarkMerge(selection.looksFor(.benchmark) ? book.benchmarks : .none)
    languages = LanguageFindings(labels: book.languages?.header.labels ?? 0)
    mostPlaces = limits.placesPerRule
    rows = [Int](repeating: 0, count: listing.files.count)
    report = AuditReport(
      files: listing.files.map {
        .init(name: $0.name, kind: $0.kind, isPacked: $0.packing != nil, bytes: $0.size)
      }, skipped: listing.skipped, notLookedFor: selection.notLookedFor(by: book),
      findings: book.rules.map { .init(rule: $0) }, unread: [],
      removals: listing.files.map { _ in [] })
  }

  mutating func add(_ piece: PieceFindings, ofFile file: Int) {
    let base = rows[file]
    func place(_ place: PieceFindings.Place) -> AuditReport.Place {
      .init(file: file, row: base + place.row, range: place.range)
    }
    report.files[file].tally += piece.tally
    report.distributions += piece.distributions
    for (rule, tally) in piece.rules.enumerated() where tally.records > 0 {
      report.findings[rule].records += tally.records
      report.findings[rule].matches += tally.matches
      let room = max(0, mostPlaces - report.findings[rule].places.count)
      report.findings[rule].places += tally.places.prefix(room).map(place)
    }
    for removed in piece.removed {
      report.removals[file].append(
        Removal(
          row: base + removed.place.row, range: removed.place.range,
          rules: removed.rules.map { book.rules[$0].id }))
    }
    for unread in piece.unread {
      if selection.isRepair, !unread.isOnDisk, unread.records > 0 {
        report.removals[file].append(
          Removal(
            row: base + unread.place.row, range: unread.place.range, rules: [Removal.unreadable],
            records: unread.records))
      }
      var entry = self.unread[unread.reason] ?? .init(reason: unread.reason)
      entry.number += unread.records
      if entry.places.count < mostPlaces {
        entry.places.append((place(unread.place), unread.isOnDisk))
      }
      self.unread[unread.reason] = entry
    }
    benchmarks.add(piece.benchmarks, place)
    languages += piece.languages
    for text in piece.texts {
      texts.append(
        Text(
          key: text.key, bands: text.bands, order: texts.count, place: place(text.place),
          state: text.state))
    }
    rows[file] += piece.rowCount
  }

  consuming func finish() -> AuditReport {
    if selection.looksFor(.duplicate) { flagDuplicates() }
    if selection.looksFor(.near) { flagNearDuplicates() }
    for file in report.removals.indices { report.removals[file].sort { $0.row < $1.row } }
    for file in report.files { report.total += file.tally }
    report.findings.removeAll { !selection.looksFor($0.rule.group) }
    report.benchmarks = benchmarks.reports(limit: mostPlaces)
    if selection.looksFor(.language) {
      report.languages = book.languages.map { LanguageReport($0, languages) }
    }
    report.unread = Unreadable.allCases.compactMap { unread[$0] }
    return report
  }

  /// Of equal texts, the first of the best stays: what is flagged anyhow is not kept for a clean copy.
  private mutating func flagDuplicates() {
    texts.sort { ($0.key, $0.state, $0.order) < ($1.key, $1.state, $1.order) }
    var copies: [Text] = []
    var others: [Text] = []
    for text in texts {
      if text.key == others.last?.key { copies.append(text) } else { others.append(text) }
    }
    texts = others
    flag(copies, book.duplicate)
  }

  /// Of texts that are near each other, or joined by such, the first of the best stays. Copies are
  /// none of them any more.
  private mutating func flagNearDuplicates() {
    texts.sort { ($0.state, $0.order) < ($1.state, $1.order) }
    var clusters = NearClusters(texts.map(\.bands))
    // Texts are in order of preference, so the root is the one that stays.
    flag(texts.indices.filter { clusters.root(of: $0) != $0 }.map { texts[$0] }, book.near)
  }

  private mutating func flag(_ copies: [Text], _ rule: Int) {
    let copies = copies.sorted { $0.order < $1.order }
    let state = selection.removes(book.rules[rule].group) ? RecordState.removed : .flagged
    for copy in copies where copy.state < state {
      report.files[copy.place.file].tally.count(copy.state, -1)
      report.files[copy.place.file].tally.count(state)
      guard state == .removed else { continue }
      report.removals[copy.place.file].append(
        Removal(row: copy.place.row, range: copy.place.range, rules: [book.rules[rule].id]))
    }
    report.findings[rule].records = copies.count
    report.findings[rule].matches = copies.count
    report.findings[rule].places = copies.prefix(mostPlaces).map(\.place)
  }
}
