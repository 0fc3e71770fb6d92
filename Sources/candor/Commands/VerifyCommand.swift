import ArgumentParser
import CandorCore
import CandorRelease
import SystemPackage

struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract:
      "Say whether a release or model is what its lock and signature say, and safe to load.",
    discussion: "Nothing is executed or fetched. Exit status 0 for `verified`, 1 otherwise.")

  @Argument(help: "A folder, or a single file.")
  var path: String

  @Option(help: "The signer's public key, a PEM file.")
  var key: String?

  @Option(help: "Certificates to trust, PEM files; the signer's must lead to one of them.")
  var cert: [String] = []

  @Option(help: "Whose keyless signature it must be: an address of mail, or of a workflow.")
  var identity: String?

  @Option(help: "Where that account was logged in, such as https://accounts.google.com.")
  var issuer: String?

  @Option(help: "The trusted_root.json of the Sigstore instance, for a keyless signature.")
  var trustedRoot: String?

  @Option(
    help:
      "The signature (default: `model.sig` in the folder; FILE.sig or FILE.sigstore.json beside a file)."
  )
  var signature: String?

  @Option(help: "A folder of statements by people who ran the training again.")
  var attestations: String?

  @Option(help: "The public key of somebody whose statements count; may be given more than once.")
  var attester: [String] = []

  @OptionGroup var threading: ThreadOptions

  @Flag(help: "Print one JSON object.")
  var json = false

  func run() throws {
    let verification = try Verification(
      of: FilePath(path), signature: signature.map { FilePath($0) }, trust: trust(),
      using: WorkerPool(threads: threading.count()))
    let pooled = try pooledReproduction()
    if json {
      var answer = verification.json
      if case .object(var object) = answer, let pooled {
        object["reproductions"] = pooled.json
        answer = .object(object)
      }
      Terminal.write(bytes: answer.canonical() + [10])
    } else {
      for line in VerificationReport(verification, pooled).lines { Terminal.write(line) }
    }
    guard verification.verdict == .verified else { throw ExitCode(1) }
  }

  private func pooledReproduction() throws -> PooledReproduction? {
    guard let attestations else { return nil }
    guard !attester.isEmpty else {
      throw CandorError(
        .usage, "`--attestations` needs the key of at least one `--attester`",
        hint: "a statement by a stranger says nothing")
    }
    return try PooledReproduction(
      of: FilePath(path), statements: FilePath(attestations),
      by: attester.map { try VerifyingKey(FilePath($0)) })
  }

  private func trust() throws -> ModelSignature.Trust {
    let isKeyless = identity != nil || issuer != nil || trustedRoot != nil
    guard [key != nil, !cert.isEmpty, isKeyless].count(where: { $0 }) <= 1 else {
      throw CandorError(.usage, "`--key`, `--cert` and `--identity` are ways to trust; give one")
    }
    if let key { return .key(try VerifyingKey(FilePath(key))) }
    if !cert.isEmpty { return .certificates(try CertificateTrust(cert.map { FilePath($0) })) }
    guard isKeyless else { return .nobody }
    guard let identity, let issuer, let trustedRoot else {
      throw CandorError(
        .usage, "a keyless signature needs `--identity`, `--issuer` and `--trusted-root`",
        hint: "anybody can sign; what counts is who, known to whom, and by which instance's word")
    }
    return .account(
      KeylessTrust(
        identity: identity, issuer: issuer, root: try TrustedRoot(FilePath(trustedRoot))))
  }
}

/// The verdict in words.
struct VerificationReport {
  let lines: [String]

  /// Of each kind of difference, at most this many names are shown.
  private static let most = 20

  init(_ verification: Verification, _ pooled: PooledReproduction?) {
    var lines = ["\(Terminal.bold(verification.verdict.rawValue)): \(Self.sentence(verification))"]
    let differences = verification.differences
    lines += Self.list("changed", differences.mismatched)
    lines += Self.list("missing", differences.missing)
    lines += Self.list("extra", differences.extra)
    switch verification.signature {
    case .valid(let signer): lines.append("signature valid, by \(signer)")
    case .invalid(let reason): lines.append("signature not valid: \(reason)")
    case .unchecked:
      lines.append(
        "signature not checked: name the signer's `--key`, whom to trust by `--cert`, or its `--identity`"
      )
    case .absent: break
    }
    if let pooled {
      let percent = Int(pooled.share * 100)
      lines.append(
        "run again and found equal: \(pooled.covered.count) of \(pooled.segments) segments "
          + "(\(percent) %); statements that count: \(pooled.statements), that do not: \(pooled.ignored)"
      )
    }
    lines += Self.hazards(verification.hazards)
    self.lines = lines
  }

  private static func sentence(_ verification: Verification) -> String {
    let isSigned = verification.signature.word == "valid"
    let witness = verification.hasLock ? (isSigned ? "lock and signature" : "lock") : "signature"
    let files = Terminal.count(verification.files, "file")
    return switch verification.verdict {
    case .verified: "\(files), and every file is as the \(witness) says"
    case .altered: "the files are not what was recorded"
    case .untrusted: "the signature is not by whom you trust"
    case .executable: "loading these files runs code, or may"
    case .unvouched: "no lock and no trusted signature says what these files should be"
    }
  }

  private static func hazards(_ hazards: [Hazard]) -> [String] {
    let words: [Hazard.Effect: String] = [
      .executes: "executes", .unreadable: "unreadable", .executesOnRequest: "on request",
      .misleads: "misleads",
    ]
    var lines = hazards.prefix(most).map { hazard in
      let place = hazard.place.map { " at \($0)" } ?? ""
      return "  \(words[hazard.effect] ?? "")  \(hazard.path)\(place) \(hazard.what)"
    }
    if hazards.count > most { lines.append("  and \(hazards.count - most) more; see `--json`") }
    return lines
  }

  private static func list(_ what: String, _ names: Set<String>) -> [String] {
    let shown = Verification.sorted(names).prefix(most).map { "  \(what)  \($0)" }
    return names.count > most ? shown + ["  \(what)  \(names.count - most) more"] : shown
  }
}
