import CandorCore
import Testing

func parse(_ text: String) throws -> JSONValue {
  try JSONValue.parse(Array(text.utf8), file: "test.json")
}

@Suite struct JSONParsingTests {
  @Test(
    "values are read",
    arguments: [
      ("null", nil), (" true ", true), ("false\n", false), ("[]", []), ("{}", [:]),
      ("0", 0), ("-0", 0), ("-12", -12), ("9223372036854775807", 9_223_372_036_854_775_807),
      ("-9223372036854775808", .integer(.min)), ("9223372036854775808", .double(0x1p63)),
      ("-9223372036854775809", .double(-0x1p63)), ("1.0", 1.0), ("1e3", 1000.0), ("1E-2", 0.01),
      ("-0.0", .double(-0.0)), ("4.9e-324", .double(.leastNonzeroMagnitude)),
      ("1e-400", .double(0)),
      ("1.7976931348623157e308", .double(.greatestFiniteMagnitude)),
      ("9007199254740993.0", .double(9_007_199_254_740_992)),
      ("\"\"", ""), (#""a\"\\\/\b\f\n\r\tz""#, "a\"\\/\u{8}\u{c}\n\r\tz"),
      (#""\u00e9\u20AC\ud83d\ude00\u0000""#, "é€😀\0"), ("\"é€😀\u{7f}\"", "é€😀\u{7f}"),
      ("[1,[2],{\"a\":[3]}]", [1, [2], ["a": [3]]]),
      ("\t{ \"a\" : 1 ,\r\n\"b\" : [ ] }", ["a": 1, "b": []]),
    ] as [(String, JSONValue)])
  func accepts(text: String, value: JSONValue) throws {
    #expect(try parse(text) == value)
  }

  @Test(
    "hostile and sloppy texts are refused with their place",
    arguments: [
      ("", 0), (" ", 1), ("nul", 0), ("nullx", 4), ("True", 0), ("[1,]", 3), ("[1 2]", 3),
      ("[,1]", 1), ("[1", 2), ("{\"a\"}", 4), ("{\"a\":}", 5), ("{a:1}", 1), ("{'a':1}", 1),
      ("{\"a\":1,}", 7), ("{\"a\":1", 6), ("{} {}", 3), ("]", 0), ("01", 0), ("-01", 0), ("-", 1),
      ("+1", 0), (".5", 0), ("1.", 2), ("1.e1", 2), ("1e", 2), ("1e+", 3), ("0x10", 1),
      ("NaN", 0), ("-Infinity", 1), ("1e400", 0), ("// c\n1", 0), ("\"a", 0), ("\"\\x\"", 1),
      ("\"\\u12g4\"", 1), ("\"\\u12\"", 1), ("\"\\ud800\"", 1), ("\"\\udc00\"", 1),
      ("\"\\ud800\\ud800\"", 1), ("\"\\ud800x\"", 1), ("\"\\", 1), ("\"a\nb\"", 2), ("\"\t\"", 1),
      ("\u{FEFF}1", 0), ("1\0", 1), ("\0", 0), ("{\"a\":1,\"b\":2,\"a\":3}", 13),
      ("{\"a\":1,\"\\u0061\":2}", 7),
    ])
  func refuses(text: String, offset: Int) {
    let error = candorError { _ = try parse(text) }
    #expect(error?.code == .malformed)
    #expect(error?.location?.byteOffset == offset)
    #expect(error?.location?.file == "test.json")
  }

  @Test(
    "bytes that are not UTF-8 are refused",
    arguments: [[0xFF], [0xC3], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80]]
      as [[UInt8]])
  func refusesBytes(bytes: [UInt8]) {
    let error = candorError { _ = try JSONValue.parse([0x22] + bytes + [0x22], file: "x") }
    #expect(error?.code == .malformed)
    #expect(candorError { _ = try JSONValue.parse(bytes, file: "x") }?.code == .malformed)
  }

  @Test("64 levels are read, 65 are not, and a million do not exhaust the stack")
  func depth() throws {
    func nest(_ levels: Int) -> String {
      String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
    }
    _ = try parse(nest(64))
    #expect(candorError { _ = try parse(nest(65)) }?.code == .limitExceeded)
    let error = candorError { _ = try parse(String(repeating: "{\"a\":[", count: 1_000_000)) }
    #expect(error?.code == .limitExceeded)
  }

  @Test("an error counts lines")
  func lines() {
    let error = candorError { _ = try parse("{\n  \"a\": 1,\n  \"b\": x\n}") }
    #expect(error?.location?.line == 3)
    #expect(error?.description == "test.json:3 (byte 19): expected a value, found `x`")
  }

  @Test("every truncation and every changed byte of a text is parsed or refused, never a trap")
  func mutations() throws {
    let bytes = Array(#"{"a":[1,-2.5e+3,"x\u00e9\ud83d\ude00é"],"b":{"c":null,"d":true}}"#.utf8)
    for end in bytes.indices {
      #expect(throws: CandorError.self) { try JSONValue.parse(Array(bytes[..<end]), file: "x") }
    }
    for place in bytes.indices {
      for byte in UInt8.min ... .max {
        var mutant = bytes
        mutant[place] = byte
        do {
          let value = try JSONValue.parse(mutant, file: "x")
          // Not the value itself: -2.5e+3 is a binary64 and canonically -2500.
          let canonical = value.canonical()
          #expect(try JSONValue.parse(canonical, file: "y").canonical() == canonical)
        } catch let error as CandorError {
          #expect(error.location?.byteOffset ?? -1 <= bytes.count)
        }
      }
    }
  }

  @Test("keys are compared by bytes: composed and decomposed é are two keys, in any size of object")
  func exactKeys() throws {
    let filler = (0..<40).map { "\"k\($0)\":\($0)," }.joined()
    for filler in ["", filler] {
      let value = try parse("{\(filler)\"\u{e9}\":1,\"e\u{301}\":2}")
      guard case .object(let object) = value else { return #expect(Bool(false)) }
      #expect(object["\u{e9}"] == 1)
      #expect(object["e\u{301}"] == 2)
    }
    #expect(JSONValue.string("\u{e9}") != .string("e\u{301}"))
    #expect(candorError { _ = try parse("{\(filler)\"k7\":1}") }?.code == .malformed)
  }
}
