import CandorAudit
import CandorCore
import CandorText
import SystemPackage
import Testing

struct AddressTests {
  private func href(_ text: String) -> String? {
    var address = WebAddress()
    return address.parse(Array(text.utf8).span)
      ? String(decoding: address.bytes, as: UTF8.self) : nil
  }

  @Test("addresses are read as Ada reads them")
  func golden() throws {
    let answers = try KnownAnswers.read("addresses.jsonl")
    #expect(answers.count > 800)
    for (text, answer) in answers {
      let expected: String? = if case .string(let href) = answer { href } else { nil }
      #expect(href(text) == expected, "\(text.debugDescription)")
    }
  }

  @Test(
    "what evades lists is one address",
    arguments: [
      "HTTP://EXAMPLE.com/", "http:\\\\example.com", " http://example.com/\t", "http:example.com",
      "ht\ntp://exa\tmple.com", "http:/example.com",
      "http://example.com:80", "http://ｅｘａｍｐｌｅ．ｃｏｍ", "http://exam\u{AD}ple.com",
      "http://%65xample.com",
      "http://example。com/.", "http://example.com/a/%2e%2E/", "http:////example.com",
    ])
  func evasions(_ text: String) {
    #expect(href(text) == "http://example.com/")
  }

  @Test("numbers are addresses in any base")
  func numbers() {
    for text in ["http://127.1", "http://0x7f.0.0.1", "http://2130706433", "http://0177.1"] {
      #expect(href(text) == "http://127.0.0.1/")
    }
    #expect(href("http://256.0.0.1") == nil && href("http://1.2.3.4.5") == nil)
    #expect(href("http://[1:0:0:2:0:0:0:3]:443/") == "http://[1:0:0:2::3]:443/")
  }

  @Test("names come into ASCII, and an empty or broken one is refused")
  func names() {
    #expect(href("http://BÜCHER.example") == "http://xn--bcher-kva.example/")
    #expect(href("http://faß.de") == "http://xn--fa-hia.de/")
    #expect(href("http://a\u{301}.de") == href("http://á.de"))
    #expect(href("http://xn--a.é.de") == nil && href("http://\u{301}a.de") == nil)
    #expect(href("http:///") == nil && href("") == nil && href("no address") == nil)
  }

  @Test("a random text is read or refused, and what was read is read again the same")
  func stability() {
    var generator = SystemRandomNumberGenerator()
    let alphabet = Array("htps:/\\.@?#[]%2e0xab é。\t\u{1F}1:".utf8)
    for _ in 0..<20_000 {
      let tail = (0..<Int.random(in: 0..<24, using: &generator)).map { _ in
        alphabet.randomElement(using: &generator) ?? 0
      }
      let text = Array("http://".utf8) + tail
      var (first, second) = (WebAddress(), WebAddress())
      guard first.parse(text.span) else { continue }
      let isRead = second.parse(first.bytes.span)
      #expect(isRead && second.bytes == first.bytes, "\(text)")
    }
  }
}
