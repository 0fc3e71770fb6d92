import CandorAudit
import CandorCore
import Testing

struct PersonalDataTests {
  @Test(
    "an e-mail address is found wherever it stands, whole and alone",
    arguments: [
      ("a@b.com", "a@b.com"),
      ("write to first.last+tag@sub.example.co.uk.", "first.last+tag@sub.example.co.uk"),
      ("<jo_e@host.org>", "jo_e@host.org"), ("at the end: x@y.io", "x@y.io"),
      ("full\u{FF20}width.com", "full@width.com"), ("a\u{200B}b@c\u{AD}d.net", "ab@cd.net"),
      ("me&#64;home.de", "me@home.de"), ("me&#x40;home.de", "me@home.de"),
    ])
  func email(_ text: String, _ address: String) {
    #expect(patterns(in: text) == ["personal.email: \(address)"])
  }

  @Test("two addresses side by side are two")
  func twoEmails() {
    #expect(
      patterns(in: "a@b.com,c@d.org") == ["personal.email: a@b.com", "personal.email: c@d.org"])
  }

  @Test(
    "what only looks like an address is none",
    arguments: [
      "@name", "logo@2x.png", "a@b", "a@-b.com", "a@b..com", "user@host.c", "1 @ 2.50", "a.@b.com",
    ])
  func noEmail(_ text: String) {
    #expect(patterns(in: text) == [])
  }

  @Test(
    "telephone numbers",
    arguments: [
      "+49 30 1234567", "+1-212-555-0187", "212-555-0187", "(212) 555-0187", "212.555.0187",
      "1-800-555-0187", "+1 408 492-1542", "+442071234567",
    ])
  func phone(_ number: String) {
    #expect(patterns(in: "x \(number), y") == ["personal.phone: \(number)"])
  }

  @Test("a plain number is a telephone number only behind a word for it")
  func phoneContext() {
    #expect(patterns(in: "Tel: 030 1234567") == ["personal.phone: 030 1234567"])
    #expect(patterns(in: "room 030 1234567") == [])
    #expect(patterns(in: "hotel 030 1234567") == [])
    #expect(patterns(in: "Phone:\n030 1234567") == [])
    #expect(patterns(in: "phone 512 800 2000") == ["personal.phone: 512 800 2000"])
  }

  @Test(
    "numbers that are grouped or signed like telephone numbers by chance are none",
    arguments: [
      "256 512 1024", "512 800 2000", "+2147483647", "+192.168.0.101", "+4 4294967295",
      "+33554432", "+013.10376",
      "+1 234 567 890", "+0.003159903", "111-555-0187", "291-555-0187", "call 2003-2026",
      "calls 20756669", "call 192.168.34.43", "tel@12345678", "phone_12345678",
    ])
  func noPhone(_ text: String) {
    #expect(patterns(in: "x \(text), y").filter { $0.contains("phone") } == [])
  }

  @Test(
    "addresses on the internet, and not those of everybody",
    arguments: [
      ("198.41.0.4", true), ("(203.0.114.7)", true), ("10.1.2.3", false), ("192.168.1.1", false),
      ("7.12.3.3", false), ("IP 8.8.4.4", true), ("8.8.4.4:53", true), ("dns://8.8.4.4/", true),
      ("\n43.6.4.2. IF", false), ("43.6.4.200", true), ("Inet 7.0.7.2", false),
      ("1.0.0.127.in-addr.arpa", false), ("hostip 8.8.4.4", false),
      ("999.1.2.3", false), ("1.2.3.45678", false), ("1.2.3.4.5", false),
      ("version 1.2.3.4", false),
      ("01.2.3.4", false), ("203.0.113.9", false),
    ])
  func ipv4(_ text: String, _ isFound: Bool) {
    #expect(patterns(in: "at \(text) now").isEmpty != isFound)
  }

  @Test(
    "IPv6",
    arguments: [
      ("2606:4700:4700::1111", true), ("2a00:1450:4001:81b:0:0:0:200e", true),
      ("2001:db8::1", false),
      ("fe80::1", false), ("2606:4700", false), ("10:30:45", false), ("2606:4700::1::2", false),
      ("2606:4700:", false), ("2018::11:24:45", false), ("2001:DB8::1:2:3", false),
      ("2004::", false), ("2606:4700:10::", false), ("2606:4700:10::0", false),
      ("2606:4700:10::10", true),
    ])
  func ipv6(_ text: String, _ isFound: Bool) {
    #expect(patterns(in: "[\(text)]").isEmpty != isFound)
  }

  @Test("payment cards with Luhn's digit, grouped or not (published test numbers)")
  func cards() {
    for number in [
      "4111111111111111", "4111 1111 1111 1111", "5500-0000-0000-0004", "378282246310005",
      "3782 822463 10005", "6011000990139424", "2223003122003222",
    ] {
      #expect(patterns(in: "card \(number).") == ["personal.payment-card: \(number)"])
    }
    for number in [
      "4111111111111112", "1111111111111117", "4111 11111111 1111", "x4111111111111111",
      "41111111111111110", "4111.1111.1111.1111", "a-4111111111111111",
    ] {
      #expect(patterns(in: "card \(number).") == [])
    }
  }

  @Test("a number that a card seldom has, or beside others, is one behind a word only")
  func rareCards() {
    for number in [
      "4222222222222", "30569309025904", "99 4111 1111 1111 1111", "4000000000000000006",
    ] {
      #expect(patterns(in: "number \(number)").filter { $0.contains("card") } == [])
      #expect(patterns(in: "credit card \(number)").filter { $0.contains("card") }.count == 1)
    }
  }

  @Test("bank account numbers with 1 modulo 97 and their country's length")
  func iban() {
    for number in [
      "DE89370400440532013000", "DE89 3704 0044 0532 0130 00", "GB29NWBK60161331926819",
      "NO9386011117947", "de89370400440532013000",
    ] {
      #expect(patterns(in: "to \(number).") == ["personal.iban: \(number)"])
    }
    for number in [
      "DE89370400440532013001", "DE8937040044053201300", "XX89370400440532013000",
      "be16 and be32 types",
    ] {
      #expect(patterns(in: "to \(number).") == [])
    }
  }

  @Test(
    "national numbers with their check, behind a word that announces them",
    arguments: [
      ("us-ssn", "SSN 536-90-4399", "SSN 000-12-3456"),
      ("uk-nhs", "NHS 943 476 5919", "NHS 943 476 5918"),
      ("de-tax-id", "Steuer-ID 86095742719", "Steuer-ID 86095742718"),
      ("fr-nir", "NIR 2 55 08 14 168 025 38", "NIR 2 55 08 14 168 025 39"),
      ("nl-bsn", "BSN 111222333", "BSN 111222334"),
      ("pl-pesel", "PESEL 44051401359", "PESEL 44051401358"),
      ("se-personnummer", "personnummer 811228-9874", "personnummer 811228-9873"),
      ("br-cpf", "CPF 390.533.447-05", "CPF 390.533.447-06"),
      ("in-aadhaar", "Aadhaar 2341 2341 2346", "Aadhaar 2341 2341 2347"),
      ("ca-sin", "SIN 046 454 286", "SIN 046 454 287"),
    ])
  func nationalNumbers(_ name: String, _ right: String, _ wrong: String) {
    #expect(patterns(in: right).contains { $0.hasPrefix("personal.\(name): ") }, "\(right)")
    #expect(!patterns(in: wrong).contains { $0.hasPrefix("personal.\(name): ") }, "\(wrong)")
    let number = right.drop { !$0.isNumber }
    #expect(!patterns(in: "number \(number)").contains { $0.hasPrefix("personal.\(name): ") })
  }
}
