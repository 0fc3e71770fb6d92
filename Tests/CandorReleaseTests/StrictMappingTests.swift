import CandorCore
import Testing

@testable import CandorRelease

@Suite("A strictly read mapping")
struct StrictMappingTests {
  private enum Colour: String, CaseIterable { case red, green }

  private func read(_ text: String) throws -> StrictMapping {
    try StrictMapping(parsing: Array(text.utf8), file: "recipe.yaml")
  }

  @Test("gives every type that was written")
  func types() throws {
    let map = try read(
      """
      steps: 120
      seed: 18446744073709551615
      rate: 3e-3
      name: a small model
      quoted: "12"
      on: true
      colour: green
      sizes: [1, 2]
      model:
        width: 96
      stages:
        - {name: first}
        - {name: second}
      """)
    #expect(try map.integer("steps", in: 1...1000) == 120)
    #expect(try map.unsignedInteger("seed") == .max)
    #expect(try map.number("rate", in: 0...1) == 0.003)
    #expect(try map.string("name") == "a small model")
    #expect(try map.string("quoted") == "12")
    #expect(try map.boolean("on"))
    #expect(try map.choice("colour", of: Colour.self) == .green)
    #expect(try map.integers("sizes", in: 1...2) == [1, 2])
    #expect(try map.mapping("model").integer("width") == 96)
    #expect(try map.mappings("stages").map { try $0.string("name") } == ["first", "second"])
    #expect(try map.optionalInteger("absent") == nil)
    try map.finish()
  }

  @Test("refuses an unknown key by name, line and nearest known key, at any depth")
  func unknownKey() throws {
    let map = try read("steps: 1\nmodel:\n  width: 1\n  hieght: 2\n")
    _ = try map.integer("steps")
    let model = try map.mapping("model")
    _ = (try model.integer("width"), try model.optionalInteger("height"))
    let error = try #require(throws: CandorError.self) { try map.finish() }
    #expect(error.message == "unknown key `model.hieght`")
    #expect(error.hint == "did you mean `height`?")
    #expect(error.location == .init(file: "recipe.yaml", line: 4, field: "model.hieght"))
  }

  @Test("names a missing key and the misspelt one that stands in its place")
  func missingKey() throws {
    let error = try #require(throws: CandorError.self) {
      try read("a: 1\nstpes: 3\n").integer("steps")
    }
    #expect(error.message == "missing key `steps`")
    #expect(error.hint == "found `stpes` on line 2")
  }

  @Test(
    "says what was expected and what was found",
    arguments: [
      ("steps: ten", "`steps` must be an integer from 1 to 9, found the text `ten`"),
      ("steps: 10", "`steps` must be an integer from 1 to 9, found the integer `10`"),
      ("steps: 1.0", "`steps` must be an integer from 1 to 9, found the number `1.0`"),
      ("steps: '5'", "`steps` must be an integer from 1 to 9, found the text `5`"),
      ("steps:", "`steps` must be an integer from 1 to 9, found nothing"),
      ("steps: [1]", "`steps` must be an integer from 1 to 9, found a list"),
      ("steps: {a: 1}", "`steps` must be an integer from 1 to 9, found a mapping"),
      ("steps: true", "`steps` must be an integer from 1 to 9, found the truth value `true`"),
      (
        "steps: 0x5",
        "`steps` must be an integer from 1 to 9, found `0x5`, which YAML readers understand "
          + "differently"
      ),
      (
        "steps: 99999999999999999999",
        "`steps` must be an integer from 1 to 9, found the integer `99999999999999999999`"
      ),
    ])
  func wrongType(text: String, message: String) throws {
    let error = try #require(throws: CandorError.self) {
      try read(text).integer("steps", in: 1...9)
    }
    #expect(error.code == .malformed)
    #expect(error.message == message)
    #expect(error.location?.line == 1)
  }

  @Test(
    "wants quotes around text that some YAML reader takes for something else",
    arguments: ["no", "1.0", "12", "true", "12:30:45", "2026-11-21", "~", "0o7", "1_000"])
  func ambiguousText(text: String) throws {
    #expect(throws: CandorError.self) { try read("name: \(text)").string("name") }
    #expect(try read("name: \"\(text)\"").string("name") == text)
  }

  @Test(
    "rounds decimal numbers correctly, also where a sloppy reader would not",
    arguments: [
      ("0.1", 0x3FB9_9999_9999_999A), ("3e-3", 0x3F68_9374_BC6A_7EFA),
      ("6e-4", 0x3F43_A92A_3055_3261), ("1", 0x3FF0_0000_0000_0000),
      // Halfway cases and the smallest normal number, from the literature on correct rounding.
      ("9007199254740993", 0x4340_0000_0000_0000),
      ("9007199254740993.00001", 0x4340_0000_0000_0001),
      ("2.2250738585072012e-308", 0x0010_0000_0000_0000),
      ("2.2250738585072011e-308", 0x000F_FFFF_FFFF_FFFF),
      ("8.988465674311580e307", 0x7FE0_0000_0000_0000), ("-0.0", Int(bitPattern: 1 << 63)),
    ] as [(String, Int)])
  func rounding(text: String, pattern: Int) throws {
    let number = try read("x: \(text)").number("x", in: -1e308...1e308)
    #expect(number.bitPattern == UInt64(bitPattern: Int64(pattern)))
  }

  @Test(
    "refuses numbers that are not finite decimals, overflow or vanish",
    arguments: [
      ".inf", "-.inf", ".nan", "nan", "1e999", "1e-999", "0x1p3", "1.", ".5", "+1", "01", "1__0",
      "1e",
    ])
  func badNumbers(text: String) throws {
    #expect(throws: CandorError.self) { try read("x: \(text)").number("x", in: -1e308...1e308) }
  }

  @Test(
    "refuses what a manifest has no need of",
    arguments: [
      ("a: &x 1", "anchors and aliases"), ("a: &x 1\nb: *x", "anchors and aliases"),
      ("base: {a: 1}\n<<: {b: 1}", "merge keys"), ("a: 1\nb: 2\na: 3", "`a` is given twice"),
      ("a: 1\n\"a\": 3", "`a` is given twice"), ("a: !!int 3", "the tag"),
      ("a: !thing 3", "the tag"),
      ("a: !!map {}", "the tag"), ("? [1, 2]\n: 3", "a key must be"),
      ("? {a: 1}\n: 3", "a key must be"),
      ("é: 1", "a key must be"), ("a: 1\n---\nb: 2", "not YAML"), ("a: [1", "not YAML"),
      ("\ta: 1", "not YAML"), ("", "the file is empty"), ("- 1", "expected keys and values"),
      ("just text", "expected keys and values"), ("a: \u{0}", "not YAML"), ("a: *x", "not YAML"),
    ])
  func refusals(text: String, message: String) throws {
    let error = try #require(throws: CandorError.self) { try read(text) }
    #expect(error.message.contains(message), "\(error)")
    #expect(error.location?.file == "recipe.yaml")
  }

  @Test("refuses a billion laughs at once, in values and in keys")
  func billionLaughs() throws {
    for opening in ["x", "? "] {
      var text = "a0: &a0 [1, 1]\n"
      for level in 1...40 {
        let list = "&a\(level) [*a\(level - 1), *a\(level - 1)]"
        text += opening == "x" ? "x\(level): \(list)\n" : "? \(list)\n: 1\n"
      }
      let error = try #require(throws: CandorError.self) { try read(text) }
      #expect(error.message.contains("aliases"))
    }
  }

  @Test("refuses keys within keys before they cost time")
  func nestedKeys() throws {
    let list = "[" + String(repeating: "1,", count: 32_000) + "1]"
    for depth in [60, 300] {
      for (opening, closing) in [("? ", ""), ("{", "}"), ("[? ", "]"), ("- ? ", "")] {
        let start = String(repeating: opening, count: depth)
        let end = String(repeating: closing, count: depth)
        let clock = ContinuousClock.now
        #expect(throws: CandorError.self) { try read(start + list + end) }
        #expect(ContinuousClock.now - clock < .seconds(10), "\(depth) times `\(opening)`")
      }
    }
  }

  @Test("lets text with ampersands and asterisks pass")
  func prose() throws {
    let text = "R&D costs * 2, *important* and &c, a*b, 3 * x & y"
    #expect(try read("note: >\n  \(text)\n").string("note") == text + "\n")
  }

  @Test("limits the size and the depth of a file")
  func limits() throws {
    let long = "a: " + String(repeating: "x", count: StrictDocument.byteLimit)
    #expect(try #require(throws: CandorError.self) { try read(long) }.code == .limitExceeded)
    for depth in [40, 900, 100_000] {
      let deep = "a: " + String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
      let error = try #require(throws: CandorError.self) { try read(deep) }
      #expect([.limitExceeded, .malformed].contains(error.code))
    }
    let utf8 = try #require(throws: CandorError.self) {
      try StrictMapping(parsing: [0x61, 0x3A, 0x20, 0xFF], file: "recipe.yaml")
    }
    #expect(utf8.message == "the file is not valid UTF-8")
  }

  @Test("never traps on damaged text: every byte of a file replaced, cut and doubled")
  func damage() throws {
    let text = Array("a: {b: [1, 2.5], c: \"x\\u00e9\"}\nd: |\n  e\n? f\n: &g *h\n".utf8)
    for index in text.indices {
      for byte in [0, 0x0A, 0x20, 0x22, 0x23, 0x26, 0x2A, 0x2D, 0x3A, 0x5B, 0x7B, 0x7D, 0x80, 0xFF]
        as [UInt8]
      {
        var changed = text
        changed[index] = byte
        _ = try? StrictMapping(parsing: changed, file: "x")
        changed.insert(byte, at: index)
        _ = try? StrictMapping(parsing: changed, file: "x")
      }
      _ = try? StrictMapping(parsing: Array(text[..<index]), file: "x")
    }
  }
}
