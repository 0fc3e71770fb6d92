extension TokenDetector {
  private static let base64URL = ByteSet.alphanumerics | ByteSet("-_")
  private static let base32 = ByteSet.capitals | ByteSet("234567")
  private static let lowerHexadecimal = ByteSet.digits | ByteSet("abcdef")

  /// The forms of tokens as their issuers document them.
  static let known: [TokenDetector] =
    ["AKIA", "ASIA", "ABIA", "ACCA"].map {
      TokenDetector(
        "aws-\($0.lowercased())", "AWS access key identifiers (\($0))", prefix: $0, base32, 16...16)
    }
    + [
      ("ghp", "personal"), ("gho", "OAuth"), ("ghu", "user"), ("ghs", "server"), ("ghr", "refresh"),
    ].map {
      TokenDetector(
        "github-\($0.0)", "GitHub \($0.1) tokens", prefix: "\($0.0)_", .alphanumerics, 36...36)
    } + [
      TokenDetector(
        "github-pat", "GitHub fine-grained tokens", prefix: "github_pat_", .word, 82...82),
      TokenDetector("gitlab-pat", "GitLab access tokens", prefix: "glpat-", base64URL, 20...64),
      TokenDetector("slack-bot", "Slack bot tokens", prefix: "xoxb-", base64URL, 24...128),
      TokenDetector("slack-user", "Slack user tokens", prefix: "xoxp-", base64URL, 24...128),
      TokenDetector("slack-app", "Slack app tokens", prefix: "xapp-", base64URL, 24...128),
      TokenDetector(
        "slack-webhook", "Slack webhook addresses", prefix: "hooks.slack.com/services/T",
        base64URL | ByteSet("/"), 30...80),
      TokenDetector(
        "stripe-live", "Stripe live keys", prefix: "sk_live_", .alphanumerics, 16...128),
      TokenDetector(
        "stripe-restricted", "Stripe restricted keys", prefix: "rk_live_", .alphanumerics, 16...128),
      TokenDetector("google-api", "Google API keys", prefix: "AIza", base64URL, 35...35),
      TokenDetector(
        "google-oauth", "Google OAuth client secrets", prefix: "GOCSPX-", base64URL, 28...28),
      TokenDetector(
        "openai-project", "OpenAI project keys", prefix: "sk-proj-", base64URL, 40...200),
      TokenDetector("anthropic", "Anthropic API keys", prefix: "sk-ant-", base64URL, 80...140),
      TokenDetector("hugging-face", "Hugging Face tokens", prefix: "hf_", .alphanumerics, 34...40),
      TokenDetector("npm", "npm tokens", prefix: "npm_", .alphanumerics, 36...36),
      TokenDetector("pypi", "PyPI tokens", prefix: "pypi-AgEIcHlwaS5vcmc", base64URL, 50...250),
      TokenDetector(
        "sendgrid", "SendGrid keys", prefix: "SG.", base64URL | ByteSet("."), 66...66),
      TokenDetector("twilio", "Twilio keys", prefix: "SK", lowerHexadecimal, 32...32),
      TokenDetector(
        "digitalocean", "DigitalOcean tokens", prefix: "dop_v1_", lowerHexadecimal, 64...64),
      TokenDetector("shopify", "Shopify tokens", prefix: "shpat_", .hexadecimal, 32...32),
    ]
}
