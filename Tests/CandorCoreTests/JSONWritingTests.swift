import CandorCore
import Testing

func canonical(_ value: JSONValue) -> String {
  String(decoding: value.canonical(), as: UTF8.self)
}

@Suite struct JSONWritingTests {
  @Test("the example of RFC 8785, section 3.2.4")
  func specification() throws {
    let text = #"""
      {
        "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
        "literals": [null, true, false]
      }
      """#
    #expect(
      canonical(try parse(text))
        == #"{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"#
        + #""string":"€$\u000f\nA'B\"\\\\\"/"}"#)
  }

  @Test("keys are ordered by UTF-16 code units, as in RFC 8785, section 3.2.3")
  func keyOrder() throws {
    let text = #"""
      {"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh",
       "1":"One","\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control",
       "\u00f6":"Latin Small Letter O With Diaeresis"}
      """#
    let bytes = try parse(text).canonical()
    guard case .object(let object) = try JSONValue.parse(bytes, file: "") else { return }
    #expect(
      object.members.map(\.key)
        == ["\r", "1", "\u{80}", "\u{f6}", "\u{20ac}", "\u{1f600}", "\u{fb33}"])
  }

  /// RFC 8785, appendix B: bit patterns and the text ECMAScript writes.
  @Test(
    "numbers are written as ECMAScript writes them",
    arguments: [
      (0x0000_0000_0000_0000, "0"), (0x8000_0000_0000_0000, "0"),
      (0x0000_0000_0000_0001, "5e-324"), (0x8000_0000_0000_0001, "-5e-324"),
      (0x7fef_ffff_ffff_ffff, "1.7976931348623157e+308"),
      (0xffef_ffff_ffff_ffff, "-1.7976931348623157e+308"),
      (0x4340_0000_0000_0000, "9007199254740992"), (0xc340_0000_0000_0000, "-9007199254740992"),
      (0x4430_0000_0000_0000, "295147905179352830000"),
      (0x44b5_2d02_c7e1_4af5, "9.999999999999997e+22"), (0x44b5_2d02_c7e1_4af6, "1e+23"),
      (0x44b5_2d02_c7e1_4af7, "1.0000000000000001e+23"),
      (0x444b_1ae4_d6e2_ef4e, "999999999999999700000"),
      (0x444b_1ae4_d6e2_ef4f, "999999999999999900000"), (0x444b_1ae4_d6e2_ef50, "1e+21"),
      (0x3eb0_c6f7_a0b5_ed8c, "9.999999999999997e-7"), (0x3eb0_c6f7_a0b5_ed8d, "0.000001"),
      (0x41b3_de43_5555_5553, "333333333.3333332"), (0x41b3_de43_5555_5554, "333333333.33333325"),
      (0x41b3_de43_5555_5555, "333333333.3333333"), (0x41b3_de43_5555_5556, "333333333.3333334"),
      (0x41b3_de43_5555_5557, "333333333.33333343"),
      (0xbecb_f647_612f_3696, "-0.0000033333333333333333"),
      (0x4314_3ff3_c1cb_0959, "1424953923781206.2"), (0x3ff8_0000_0000_0000, "1.5"),
      (0x7ff8_0000_0000_0000, "null"), (0x7ff0_0000_0000_0000, "null"),
    ] as [(UInt64, String)])
  func numbers(bits: UInt64, text: String) {
    #expect(canonical(.double(Double(bitPattern: bits))) == text)
  }

  @Test("integers keep all their digits")
  func integers() {
    #expect(
      canonical([.integer(.min), .integer(.max), 0])
        == "[-9223372036854775808,9223372036854775807,0]")
  }

  @Test("a pretty text keeps the order of members and ends with a newline")
  func pretty() throws {
    let value: JSONValue = ["b": [1, ["x": "é"]], "a": [:], "c": []]
    #expect(
      value.pretty() == """
        {
          "b": [
            1,
            {
              "x": "é"
            }
          ],
          "a": {},
          "c": []
        }

        """)
    #expect(try parse(value.pretty()) == value)
  }

  @Test("random doubles survive being written and read")
  func roundTrip() throws {
    let stream = RandomStream(seed: 1, purpose: .generator)
    for index in 0..<20_000 as Range<UInt32> {
      let words = stream[index]
      let double = Double(bitPattern: UInt64(words[0]) << 32 | UInt64(words[1]))
      guard double.isFinite else { continue }
      switch try parse(canonical(.double(double))) {
      case .double(let back): #expect(back == double)
      case .integer(let back): #expect(Double(back) == double)
      default: Issue.record("not a number")
      }
    }
  }
}
