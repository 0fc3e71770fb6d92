import CandorCore
import CandorText
import Foundation
import SystemPackage
import Testing

/// Renders by transformers, made by Tests/Oracles/chat_templates.py.
@Suite struct ChatTemplateGoldenTests {
  private static let folder = FilePath(#filePath).removingLastComponent().removingLastComponent()
    .appending("Fixtures/templates")

  /// The fixtures, or another file of the same form.
  private static let renders =
    ProcessInfo.processInfo.environment["CANDOR_TEMPLATE_RENDERS"].map { FilePath($0) }
    ?? folder.appending("renders.jsonl")

  @Test("templates render as in transformers, or are refused where they are refused there")
  func equal() throws {
    var sources: [String: String] = [:]
    guard
      case .object(let conversations) = try JSONValue.load(
        Self.folder.appending("conversations.json"))
    else { return }
    var (count, different) = (0, 0)
    for line in try FileSystem.read(Self.renders).split(separator: 0x0A) {
      guard case .object(let row) = try JSONValue.parse(Array(line), file: "renders.jsonl") else {
        continue
      }
      let source: String
      if let file = try row.optionalString("file") {
        if sources[file] == nil {
          sources[file] = String(
            decoding: try FileSystem.read(Self.folder.appending(file)), as: UTF8.self)
        }
        source = sources[file] ?? ""
      } else {
        source = try row.string("template")
      }
      count += 1
      let name = try row.optionalString("conversation")
      let (rendered, error) = try render(source, name.map { try conversations.object($0) } ?? row)
      if rendered == (try row.optionalString("expected")) { continue }
      different += 1
      guard different <= 20 else { continue }
      Issue.record(
        """
        \(try name ?? row.string("name")) \(try row.optionalString("file") ?? "")
        expected \((try row.optionalString("expected")).debugDescription) \
        \(try row.optionalString("error") ?? "")
        rendered \(rendered.debugDescription) \(error ?? "")
        """)
    }
    #expect(count >= 600)
    #expect(different == 0, "of \(count)")
  }

  private func render(_ source: String, _ row: JSONObject) throws -> (text: String?, error: String?)
  {
    let messages = try row.array("messages").map { message in
      guard case .object(let members) = message else { throw CandorError(.malformed, "no message") }
      return try ChatMessage(members)
    }
    let tokens = try row.object("tokens").members.reduce(into: [String: String]()) {
      if case .string(let name) = $1.value { $0[$1.key] = name }
    }
    do {
      let template = try ChatTemplate(source, specialTokens: tokens)
      let prompt = try template.render(
        messages, answers: row.optionalBool("answers") ?? true, tools: row.optionalArray("tools"),
        clock: TemplateClock(row.optionalString("date") ?? "2026-01-31"),
        variables: row.optionalObject("variables") ?? [:])
      return (prompt.text, nil)
    } catch let error as CandorError {
      return (nil, error.description)
    }
  }
}
