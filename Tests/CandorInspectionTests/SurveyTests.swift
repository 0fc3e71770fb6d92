import CandorCore
import CandorRelease
import Foundation
import SystemPackage
import Testing

@testable import CandorInspection

/// What strangers put on disk: read with care, and never an error.
struct SurveyTests {
  private func text(_ words: String) -> TextFile {
    TextFile(
      SurveyFile(root: 0, name: "a", shown: "a", place: "a", bytes: words.utf8.count),
      bytes: Array(words.utf8))
  }

  @Test("front matter: words, lists of both forms, text, comments, tabs and duplicates")
  func frontMatter() {
    let card = FrontMatter(
      text(
        """
        ---
        # a comment
        license: "apache-2.0"
        datasets:
        - one/two
        \t- three
        tags: [a, 'b']
        extra_gated_prompt: >-
          Some words
          and more: words
        license: mit
        ---
        body: no
        """))
    #expect(card["license"].map(\.text) == ["apache-2.0"])
    #expect(card["datasets"].map(\.text) == ["one/two", "three"])
    #expect(card["datasets"].map(\.index) == [4, 5])
    #expect(card["tags"].map(\.text) == ["a", "b"])
    #expect(card["extra_gated_prompt"].count == 2)
    #expect(card.entry("body") == nil)
    #expect(card.end == 12)
    #expect(FrontMatter(text("---\nlicense: mit\n")).entries.isEmpty)
    #expect(FrontMatter(text("")).entries.isEmpty)
  }

  @Test(
    "assignments in the forms of configuration files",
    arguments: [
      ("  seed: 42", "seed", "42"), ("\"learning_rate\": 3e-4,", "learningrate", "3e-4"),
      ("seed: int = 1234", "seed", "1234"), ("--seed 28 \\", "seed", "28"),
      ("  --lr-warmup-iters=2000", "lrwarmupiters", "2000"), ("- name: adamW", "name", "adamW"),
      ("trainer.max_steps = 5  # five", "maxsteps", "5"),
    ])
  func assignments(line: String, key: String, value: String) {
    let found = Assignment.scan(line[...])
    #expect(found.map(\.key) == [key])
    #expect(found.map(\.value) == [value])
  }

  @Test("prose, comments and long lines are no assignments")
  func noAssignments() {
    for line in [
      "", "# seed: 1", "we use: a seed", "x y = 2", String(repeating: "a: ", count: 4000),
    ] {
      #expect(Assignment.scan(line[...]).isEmpty)
    }
  }

  @Test("a quote is one line without what a terminal would obey")
  func quotes() {
    #expect(TextFile.quoted("a\u{1B}[31m\u{202E}b\tc"[...]) == "a\u{FFFD}[31m\u{FFFD}b c")
    #expect(TextFile.quoted(String(repeating: "ä", count: 1000)[...]).unicodeScalars.count == 160)
  }

  @Test("links are not followed, and are told")
  func links() throws {
    let outside = try Scratch()
    try outside.write("README.md", "---\nlicense: mit\n---\n")
    let folder = try Scratch()
    try folder.write("config.json", "{}")
    try FileManager.default.createSymbolicLink(
      atPath: folder.path.appending("README.md").string,
      withDestinationPath: outside.path.appending("README.md").string)
    let inspection = try folder.inspect()
    #expect(inspection.findings.contains { $0.kind == .notRead && $0.place.path == "README.md" })
    #expect(inspection.pieces.allSatisfy { $0.terms?.declarations.isEmpty ?? true })
  }

  @Test("weights that are pointers, torn, or incomplete are not shared")
  func weights() throws {
    let pointer = try Scratch()
    try pointer.write(
      "model.safetensors",
      "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n")
    #expect(try pointer.inspect()[.modelParameters] == .linked)

    let torn = try Scratch()
    try torn.write("model.safetensors", [0xFF, 0, 0, 0, 0, 0, 0, 0, 0x7B])
    #expect(try torn.inspect()[.modelParameters] == .undeterminable)

    let incomplete = try Scratch()
    try incomplete.write("config.json", "{}")
    try incomplete.write(
      "model.safetensors.index.json", #"{"weight_map": {"a": "model-00001-of-00002.safetensors"}}"#)
    #expect(try incomplete.inspect()[.modelParameters] == .partial)
  }

  @Test("an adapter is a part, and its base is told")
  func adapter() throws {
    let folder = try Scratch()
    try folder.write("adapter_config.json", "{\n\"base_model_name_or_path\": \"meta-llama/x\"\n}")
    let header = #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#
    try folder.write(
      "adapter_model.safetensors",
      [UInt8(header.utf8.count), 0, 0, 0, 0, 0, 0, 0] + Array(header.utf8) + [0, 0, 0, 0])
    let inspection = try folder.inspect()
    #expect(inspection.kind == .adapter)
    #expect(inspection[.modelParameters] == .partial)
    #expect(inspection.findings.contains { $0.kind == .baseModel && $0.place.line == 2 })
  }

  @Test("an open tag on what comes from a Llama is a contradiction")
  func derivative() throws {
    let folder = try Scratch()
    try folder.write("config.json", "{}")
    try folder.write(
      "README.md", "---\nlicense: apache-2.0\nbase_model: meta-llama/Llama-3.1-8B\n---\n")
    #expect(
      try folder.inspect().findings.contains { $0.kind == .contradiction && $0.place.line == 3 })
  }

  @Test("bytes of any kind are read without a trap")
  func noise() throws {
    var state: UInt64 = 1
    func byte() -> UInt8 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt8(truncatingIfNeeded: state >> 56)
    }
    let folder = try Scratch()
    let names = [
      "README.md", "config.json", "a.yaml", "requirements.txt", "Dockerfile", "train.py", "LICENSE",
      "model.gguf", "x.safetensors", "data.parquet", "release.yaml", "pyproject.toml",
      "a.safetensors.index.json",
    ]
    for round in 0..<40 {
      for name in names {
        var bytes = (0..<200).map { _ in byte() }
        if round % 2 == 0 {
          bytes = bytes.map { [0x0A, 0x2D, 0x3A, 0x20, 0x22, 0x3D, 0x5B, 0x61][Int($0 % 8)] }
        }
        if name == "README.md" { bytes = Array("---\n".utf8) + bytes + Array("\n---\n".utf8) }
        try folder.write(name, bytes)
      }
      _ = try folder.inspect().json.canonical()
    }
  }
}
