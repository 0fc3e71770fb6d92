import CandorAudit
import CandorCore
import Testing

/// The secrets here are made of a generator; none was ever valid.
struct SecretTests {
  /// Random-looking bytes of an alphabet.
  private func random(_ count: Int, of alphabet: String, seed: UInt64 = 7) -> String {
    let letters = Array(alphabet)
    var state = seed
    return String(
      (0..<count).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return letters[Int(state >> 33) % letters.count]
      })
  }

  private let base62 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

  @Test("every known form of token is found, and not one letter shorter or with too little chance")
  func tokens() {
    for (name, prefix, count, alphabet) in [
      ("aws-akia", "AKIA", 16, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"),
      ("github-ghp", "ghp_", 36, base62),
      ("github-pat", "github_pat_", 82, base62), ("gitlab-pat", "glpat-", 20, base62),
      ("slack-bot", "xoxb-", 40, base62), ("stripe-live", "sk_live_", 24, base62),
      ("google-api", "AIza", 35, base62), ("anthropic", "sk-ant-", 100, base62),
      ("hugging-face", "hf_", 34, base62), ("npm", "npm_", 36, base62),
      ("twilio", "SK", 32, "0123456789abcdef"), ("shopify", "shpat_", 32, "0123456789abcdef"),
    ] {
      let token = prefix + random(count, of: alphabet)
      #expect(patterns(in: "key \(token) end") == ["secret.\(name): \(token)"])
      #expect(patterns(in: "key x\(token) end") == [])
      #expect(patterns(in: "key \(prefix + String(repeating: "A", count: count)) end") == [])
    }
    let token = "ghp_" + random(36, of: base62)
    #expect(patterns(in: String(token.dropLast())) == [])
    #expect(patterns(in: token + "x") == [])
    #expect(patterns(in: "AKIAIOSFODNN7EXAMPLE") == [])
  }

  @Test("private keys, web tokens and addresses with a password")
  func shapes() {
    #expect(
      patterns(in: "-----BEGIN RSA PRIVATE KEY-----\nMII") == [
        "secret.private-key: -----BEGIN RSA PRIVATE KEY"
      ])
    #expect(patterns(in: "-----BEGIN PUBLIC KEY-----") == [])
    let token = ["eyJ", "eyJ", ""].map { $0 + random(24, of: base62) }.joined(separator: ".")
    #expect(patterns(in: "Bearer \(token)") == ["secret.web-token: \(token)"])
    #expect(patterns(in: "eyJhbGciOiJub25lIn0 alone") == [])
    #expect(
      patterns(in: "see postgres://me:hunter22@db.test/x").contains {
        $0.hasPrefix("secret.address-credentials")
      })
    #expect(patterns(in: "see https://me@host.test/x:y").allSatisfy { !$0.hasPrefix("secret") })
  }

  @Test(
    "a random value behind a telling name; not a word, not a placeholder, not behind another name")
  func assigned() {
    let value = random(24, of: base62)
    for text in [
      "password = \"\(value)\"", "API_KEY: \(value)", "{'client_secret': '\(value)'}",
      "token => \(value)",
    ] {
      #expect(patterns(in: text) == ["secret.assigned: \(value)"], "\(text)")
    }
    for text in [
      "digest = \"\(value)\"", "password = correcthorsebatterystaple", "password: your-\(value)",
      "token: \(value.prefix(12))",
    ] {
      #expect(patterns(in: text) == [], "\(text)")
    }
  }
}
