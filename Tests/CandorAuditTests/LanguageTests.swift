import CandorCore
import SystemPackage
import Testing

@testable import CandorAudit

/// The models and what fastText says by them come from Tests/Oracles/fasttext_models.py.
struct LanguageTests {
  private static let models = ["tree.bin", "words.bin", "alone.bin", "pruned.ftz"]

  private static func fixture(_ name: String) -> FilePath {
    FilePath(#filePath).removingLastComponent().removingLastComponent()
      .appending("Fixtures").appending("language").appending(name)
  }

  private struct Answer {
    let text: [UInt8]
    let label: String?
    let probability: Double
  }

  private static func answers(by model: String) throws -> [Answer] {
    let path = fixture("labels.json")
    let all = try JSONValue.parse(FileSystem.read(path), file: path.string).object(in: path.string)
    return try all.array(model, in: path.string).map { entry in
      guard case .array(let parts) = entry, parts.count == 3, case .string(let hex) = parts[0]
      else { throw CandorError(.malformed, "not an answer") }
      let digits = hex.utf8.map { ByteSet.hexadecimalValue($0) ?? 0 }
      let text = stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
      guard case .string(let label) = parts[1], case .double(let probability) = parts[2] else {
        return Answer(text: text, label: nil, probability: 0)
      }
      return Answer(text: text, label: label, probability: probability)
    }
  }

  @Test(
    "labels and probabilities are fastText's, also of bytes that are no text", arguments: models)
  func labels(_ name: String) throws {
    let model = try FastTextModel(Self.fixture(name))
    var classifier = FastTextClassifier(model)
    let answers = try Self.answers(by: name)
    #expect(answers.count > 40)
    for answer in answers {
      let prediction = classifier.label(of: answer.text.span)
      #expect(prediction.map { model.labels[$0.label] } == answer.label, "\(answer.text)")
      #expect(abs((prediction?.probability ?? 0) - answer.probability) < 2e-6, "\(answer.text)")
    }
  }

  @Test("which texts came before changes no bit", arguments: models)
  func memory(_ name: String) throws {
    let model = try FastTextModel(Self.fixture(name))
    var classifier = FastTextClassifier(model)
    let texts = try Self.answers(by: name).map(\.text)
    let joined = Array(texts.joined(separator: [0x20]))
    for text in texts + texts.reversed() + [joined, joined] {
      var fresh = FastTextClassifier(model)
      #expect(classifier.label(of: text.span) == fresh.label(of: text.span))
    }
  }

  @Test("a model cut anywhere is refused with a place, and changed anywhere it is read or refused")
  func damage() throws {
    let scratch = try Scratch()
    for name in ["tree.bin", "pruned.ftz"] {
      let bytes = try FileSystem.read(Self.fixture(name))
      for end in stride(from: 0, to: bytes.count, by: 97) {
        let path = try scratch.write(name, Array(bytes[..<end]))
        let error = #expect(throws: CandorError.self) { _ = try FastTextModel(path) }
        #expect(error?.code == .malformed && error?.location?.byteOffset != nil)
      }
      for place in stride(from: 0, to: bytes.count, by: 61) {
        var changed = bytes
        changed[place] ^= 0x81
        let path = try scratch.write(name, changed)
        do {
          var classifier = FastTextClassifier(try FastTextModel(path))
          let probability = classifier.label(of: Array("the record says".utf8).span)?.probability
          #expect(0...1 ~= probability ?? 0)
        } catch let error as CandorError {
          #expect(error.exitStatus == 65, "\(place): \(error)")
        }
      }
    }
  }

  @Test(
    "what cannot be a model is refused where it says so",
    arguments: [
      (0, [0x7F], "magic"), (4, [13], "version"), (8, [0, 0, 0, 0], "dim"), (32, [9], "loss"),
      (36, [1], "model"), (40, [0, 0, 0, 0], "bucket"), (48, [0xFF, 0xFF], "maxn"),
      (64, [0xFF, 0xFF, 0xFF, 0x7F], "size"), (11598, [0, 0, 0xC0, 0x7F], "matrix"),
      (11598, [0, 0, 0x80, 0x49], "matrix"),
    ] as [(Int, [UInt8], String)])
  func refusals(_ place: Int, _ bytes: [UInt8], _ field: String) throws {
    let scratch = try Scratch()
    var file = try FileSystem.read(Self.fixture("tree.bin"))
    file.replaceSubrange(place..<place + bytes.count, with: bytes)
    let path = try scratch.write("model.bin", file)
    let error = #expect(throws: CandorError.self) { _ = try FastTextModel(path) }
    #expect(error?.location?.field == field && error?.exitStatus == 65)
    #expect(error?.location?.byteOffset == place)
  }

  @Test("a language that the model does not tell is refused, as is a missing model")
  func usage() throws {
    let path = Self.fixture("tree.bin")
    func refusal(_ path: FilePath, _ languages: [String], _ threshold: Double) -> CandorError? {
      #expect(throws: CandorError.self) {
        _ = try Languages(path, languages: languages, threshold: threshold)
      }
    }
    #expect(refusal(path, ["eng"], 0.65)?.code == .usage)
    #expect(refusal(path, ["en"], 1.5)?.code == .usage)
    #expect(refusal("/nowhere/lid.bin", [], 0.65)?.code == .notFound)
  }

  private static let rows = [
    "the record says what was found and where", "der bericht sagt was gefunden wurde und wo",
    "le rapport dit ce qui a été trouvé et où", "отчёт говорит что было найдено и где", "",
    " \\n\\t",
    "we read every byte of the file", "the der what wurde", "wir lesen jedes byte der datei",
  ]

  private func audit(
    _ scratch: Scratch, languages: [String], threshold: Double = 0.65,
    removing: Set<Rule.Group>? = nil, pieceBytes: Int = 1 << 20
  ) throws -> Audit {
    try scratch.write(
      "data/a.jsonl",
      String(repeating: Self.rows.map { "{\"text\": \"\($0)\"}\n" }.joined(), count: 20))
    var limits = AuditLimits()
    limits.pieceBytes = pieceBytes
    return try Audit(
      of: [scratch.path.appending("data")], AuditSelection(removing: removing),
      by: RuleBook(
        languages: Languages(
          Self.fixture("tree.bin"), languages: languages, threshold: threshold)),
      limits: limits)
  }

  @Test("languages are counted, those not asked for are flagged, and a repair removes them")
  func counts() throws {
    let scratch = try Scratch()
    let audit = try audit(scratch, languages: ["en", "de"], removing: [.language])
    let pool = try WorkerPool(threads: 1)
    let report = try audit.run(using: pool)
    let languages = try #require(report.languages)
    #expect(languages.languages.reduce(0) { $0 + $1.texts } + languages.unknown == 180)
    #expect(languages.unknown == 40)
    #expect(languages.languages.first { $0.name == "fr" }?.texts == 20)
    #expect(languages.languages.first { $0.name == "ru" }?.texts == 20)
    let finding = try #require(report.findings.first { $0.rule.group == .language })
    #expect(finding.rule.id == "language.other" && finding.rule.version == 1)
    let flagged = Set(finding.places.map { $0.row % Self.rows.count })
    #expect(flagged.isSuperset(of: [2, 3, 4, 5]) && flagged.isDisjoint(with: [0, 1, 6, 8]))
    #expect(report.total.removed == finding.records)
    let child = scratch.path.appending("child")
    try Repair(to: child).write(audit, report)
    let again = try Audit(
      of: [child.appending("data")], AuditSelection([.language]), by: audit.book
    ).run(using: pool)
    #expect(again.isSpotless && again.total.records == 180 - finding.records)
  }

  @Test("without languages asked for nothing is flagged, and a high threshold makes texts unsure")
  func unasked() throws {
    let scratch = try Scratch()
    let report = try audit(scratch, languages: [], threshold: 1).run(using: WorkerPool(threads: 1))
    #expect(report.found["language.other"] == nil)
    let languages = try #require(report.languages)
    #expect(languages.languages.count > 3)
    #expect(languages.languages.allSatisfy { $0.unsure == $0.texts })
  }

  @Test("threads, pieces and shards change nothing, and other settings are another plan")
  func shards() throws {
    let scratch = try Scratch()
    let audit = try audit(scratch, languages: ["en"], pieceBytes: 700)
    let whole = try audit.run(using: WorkerPool(threads: 1)).json().canonical()
    #expect(try audit.run(using: WorkerPool(threads: 3)).json().canonical() == whole)
    let plan = try AuditPlan(audit, shardBytes: 2000)
    let pool = try WorkerPool(threads: 2)
    let partials = try (0..<plan.shardCount).reversed().map { number in
      let path = scratch.path.appending("\(number).partial")
      try plan.writePartial(ofShard: number, to: path, using: pool)
      return try AuditPartial(path)
    }
    #expect(partials.count > 2)
    #expect(try plan.report(of: partials).json().canonical() == whole)
    try plan.write(to: scratch.path.appending("plan.json"))
    for (languages, threshold) in [(["en"], 0.7), (["de"], 0.65), ([], 0.65)] {
      let book = RuleBook(
        languages: try Languages(
          Self.fixture("tree.bin"), languages: languages, threshold: threshold))
      let error = #expect(throws: CandorError.self) {
        _ = try AuditPlan(scratch.path.appending("plan.json"), by: book)
      }
      #expect(error?.code == .unsupported)
    }
  }

  @Test("an image is in no language, and an empty text is in none of those asked for")
  func images() throws {
    let scratch = try Scratch()
    var record = Record()
    let findings = LanguageFindings(labels: 5)
    var (images, texts) = (findings, findings)
    var matcher = LanguageMatcher(try Languages(Self.fixture("tree.bin"), languages: ["en"]))
    record.append(picture: Array("an image".utf8))
    #expect(!matcher.isStrange(record, &images) && images == findings)
    let report = try Audit(
      of: [scratch.write("a.jsonl", "{\"text\": \"\"}\n")], AuditSelection([.language]),
      by: RuleBook(languages: Languages(Self.fixture("tree.bin"), languages: ["en"]))
    ).run(using: WorkerPool(threads: 1))
    #expect(report.languages?.unknown == 1 && report.total.flagged == 1)
    record.append("the")
    record.endValue(from: 0, key: nil)
    _ = matcher.isStrange(record, &texts)
    #expect(texts.counts.reduce(0) { $0 + $1.texts } == 1)
  }

  @Test("without a model the report says that languages were not looked at, and why")
  func without() throws {
    let scratch = try Scratch()
    try scratch.write("a.txt", "the record\n")
    let report = try scratch.audit(Set(Rule.Group.allCases))
    #expect(report.languages == nil)
    #expect(
      report.notLookedFor.first { $0.group == .language }?.reason
        == "no model that tells languages was given")
    #expect(!report.findings.contains { $0.rule.group == .language })
    let other = try scratch.audit([.personal])
    #expect(other.notLookedFor.count == Rule.Group.allCases.count - 1)
  }
}
