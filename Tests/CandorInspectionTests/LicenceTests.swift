import CandorCore
import CandorRelease
import SystemPackage
import Testing

@testable import CandorInspection

/// Licences by their texts. The one text that is here is this repository's own; all others are
/// measured by scripts/check-licences.
struct LicenceTests {
  private static let apache: String = {
    let root = (0..<3).reduce(FilePath(#filePath)) { path, _ in path.removingLastComponent() }
    let bytes = (try? FileSystem.read(root.appending("LICENSE"))) ?? []
    return String(decoding: bytes, as: UTF8.self)
  }()

  private func recognise(_ words: String, name: String = "LICENSE") -> RecognisedText {
    RecognisedText(
      TextFile(
        SurveyFile(root: 0, name: name, shown: name, place: "a", bytes: words.utf8.count),
        bytes: Array(words.utf8)))
  }

  @Test("a text is known however its lines are broken, marked and set")
  func forms() throws {
    let plain = recognise(Self.apache)
    #expect(plain.matches.map(\.identifiers) == [["Apache-2.0"]])
    #expect(plain.matches.first?.isComplete == true)
    #expect(!plain.addsConditions)
    let commented = Self.apache.split(separator: "\n", omittingEmptySubsequences: false)
      .map { " * \($0.uppercased())\r" }.joined(separator: "\n")
    #expect(recognise(commented).matches.first?.isComplete == true)
    let paragraphs = Self.apache.split(separator: "\n", omittingEmptySubsequences: false)
    let broken = paragraphs.map { line in
      line.isEmpty ? "" : line.split(separator: " ").joined(separator: "\n")
    }.joined(separator: "\n")
    #expect(recognise(broken).matches.first?.identifiers == ["Apache-2.0"])
  }

  @Test("a clause that is added is told, with its line")
  func addition() throws {
    let words =
      Self.apache
      + "\n\nIf the product has more than 100 million\nmonthly active users, ask for another agreement.\n"
    let text = recognise(words)
    #expect(text.matches.first?.isComplete == true)
    #expect(text.addsConditions)
    #expect(text.conditions.map(\.condition) == [.userThreshold])
    let line = try #require(text.conditions.first?.place.line)
    #expect(
      words.split(separator: "\n", omittingEmptySubsequences: false)[line - 1].contains(
        "100 million"))
    #expect(text.leftover.contains { $0.line == line })
    var terms = Terms()
    terms.texts = [text]
    #expect(terms.answer(\.isOpen) == .undetermined)
    #expect(terms.conditions.map(\.condition) == [.userThreshold])
  }

  @Test("a sentence may begin a paragraph of its own; the end of another copy is no beginning")
  func stretches() {
    let sentences = Self.apache.replacing(".\n", with: ".\n\n").replacing(";\n", with: ";\n\n")
    #expect(recognise(sentences).matches.first?.isComplete == true)
    let end = Self.apache.suffix(Self.apache.count / 2)
    let text = recognise("\(end)\n\n\(Self.apache)")
    #expect(text.matches.map(\.isComplete) == [true])
    let lines = end.split(separator: "\n", omittingEmptySubsequences: false).count
    #expect((text.matches.first?.firstLine ?? 0) > lines)
  }

  @Test("two texts in one file are both found; half a text is none")
  func several() {
    #expect(recognise(Self.apache + "\n\n" + Self.apache).matches.count == 2)
    #expect(recognise(String(Self.apache.prefix(Self.apache.count / 2))).matches.isEmpty)
    #expect(recognise("").matches.isEmpty)
  }

  @Test("a tag that says something else than the text is a contradiction")
  func contradiction() throws {
    let folder = try Scratch()
    try folder.write("config.json", "{}")
    try folder.write("README.md", "---\nlicense: mit\n---\n")
    try folder.write("LICENSE", Self.apache)
    let inspection = try folder.inspect()
    #expect(inspection.findings.contains { $0.kind == .contradiction && $0.place.line == 2 })
  }

  @Test("a project's expression is declared, a path or table is not")
  func project() throws {
    let folder = try Scratch()
    try folder.write("main.c", "int main(void) { return 0; }")
    try folder.write("pyproject.toml", "license = \"MIT OR Apache-2.0\"\n")
    let survey = try Survey([InspectionPath(folder.path)])
    let terms = try #require(TermsEvidence.collect(survey).first)
    #expect(terms.name == "MIT OR Apache-2.0")
    #expect(terms.answer(\.isOSIApproved) == .yes)
    try folder.write("pyproject.toml", "license = { file = \"LICENSE\" }\n")
    let other = try Survey([InspectionPath(folder.path)])
    #expect(TermsEvidence.collect(other).first?.isEmpty == true)
  }

  @Test("a code licence does not speak for the model beside it")
  func subjects() throws {
    let code = recognise(Self.apache, name: "LICENSE-CODE")
    var terms = Terms()
    terms.texts = [code]
    #expect(terms.about(.parameters).isEmpty)
    #expect(terms.about(.trainingCode).name == "Apache-2.0")
  }

  @Test("every fingerprint belongs to a licence that is known")
  func table() {
    #expect(LicenceIndex.shared.texts.count > 700)
    for text in LicenceIndex.shared.texts {
      #expect(text.words > 0 && !text.pieces.isEmpty)
      for identifier in text.identifiers {
        #expect(Licence.tagged(identifier) != nil, "\(identifier)")
      }
    }
  }

  @Test(
    "tags of the Hub name what they mean",
    arguments: [
      ("apache-2.0", "Apache-2.0"), ("BSL-1.0", "BSL-1.0"), ("odc-by", "ODC-By-1.0"),
      ("llama3.1", "LicenseRef-scancode-llama-3.1-license-2024"), ("pddl", "PDDL-1.0"),
      ("lgpl-lr", "LGPLLR"), ("gpl-3.0", "GPL-3.0-only"),
    ])
  func tags(tag: String, identifier: String) {
    #expect(Licence.tagged(tag)?.identifier == identifier)
  }

  @Test(
    "families and unknown words name no licence",
    arguments: ["gpl", "cc", "bsd", "openrail", "other", "unknown", ""])
  func families(tag: String) { #expect(Licence.tagged(tag) == nil) }

  @Test(
    "of alternatives one has to pass, of a conjunction all",
    arguments: [
      ("MIT OR CC-BY-NC-4.0", Answer.yes), ("MIT AND CC-BY-NC-4.0", .no), ("MIT AND ISC", .yes),
      ("CC-BY-NC-4.0 OR CC-BY-ND-4.0", .no), ("MIT AND LicenseRef-ours", .undetermined),
      ("MIT OR LicenseRef-ours", .yes), ("MIT OR ISC AND CC-BY-NC-4.0", .yes),
      ("(MIT OR ISC) AND CC-BY-NC-4.0", .no), ("MIT AND (CC-BY-NC-4.0 OR ISC)", .yes),
      ("MIT AND (CC-BY-NC-4.0 OR LicenseRef-ours)", .undetermined),
      ("GPL-2.0-only WITH Classpath-exception-2.0", .yes), ("see the website", .undetermined),
    ])
  func expressions(text: String, answer: Answer) {
    var terms = Terms()
    terms.declarations = [.init(text: text, licence: nil, place: .init(path: "a"))]
    #expect(terms.answer(\.isOpen) == answer)
  }

  @Test("open means open for what it covers")
  func openness() {
    #expect(Licence.tagged("mit")?.isOpen == true)
    #expect(Licence.tagged("cc-by-4.0")?.isOpen == true)
    #expect(Licence.tagged("cc-by-nc-4.0")?.isOpen == false)
    #expect(Licence.tagged("cc-by-nd-4.0")?.isOpen == false)
    #expect(Licence.tagged("llama3.2")?.conditions.contains(.regionExcluded) == true)
    #expect(Licence.tagged("creativeml-openrail-m")?.isOpen == false)
    #expect(Licence.tagged("openmdw-1.0")?.isOpen == true)
  }
}
