import ArgumentParser
import CandorCore
import CandorRelease
import CandorTensors
import CandorTraining
import SystemPackage

struct ReproduceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reproduce",
    abstract: "Rebuild a release's parameters and say: equal bit for bit, or where they part.",
    discussion: "Exit status 0 for `reproduced` and `spot-checked`, 1 otherwise.")

  @Argument(help: "The folder of the release.")
  var release: String

  @Option(help: "Replay the first segment and this many others, instead of all.")
  var spot: Int?

  @Option(help: "Your randomness in hexadecimal, which picks the segments (default: the system's).")
  var challenge: String?

  @Option(help: "Real workers that share the recipe's virtual workers; changes no bit.")
  var workers = 1

  @Option(help: "If the answer is yes, sign it and write the statement to this file.")
  var attest: String?

  @Option(help: "Your private key for `--attest`, a PEM file on P-256, P-384 or P-521.")
  var key: String?

  @OptionGroup var threading: ThreadOptions

  @Flag(help: "Print one JSON object.")
  var json = false

  func run() throws {
    var options = Reproduction.Options(threads: try threading.count())
    options.workers = workers
    if let spot {
      guard spot >= 0 else { throw CandorError(.usage, "`--spot` is not negative") }
      options.spot = spot
      options.challenge = try challengeBytes()
    }
    guard (attest == nil) == (key == nil) else {
      throw CandorError(.usage, "`--attest` and `--key` go together")
    }
    // Before hours of work, not after.
    let signingKey = try key.map { try SigningKey(FilePath($0)) }
    let lock = FilePath(release).appending(ReleaseLock.fileName)
    let lockDigest = attest == nil ? nil : try Digest.ofFile(lock)
    let bar = RunProgressBar(logsValidations: false)
    let reproduction = Reproduction(FilePath(release), options: options)
    let result = try reproduction.check(bar.show)
    Terminal.finishProgress()
    if json {
      Terminal.write(bytes: result.json.canonical() + [10])
    } else {
      for line in ReproductionReport(result).lines { Terminal.write(line) }
    }
    guard result.verdict == .reproduced || result.verdict == .spotChecked else {
      throw ExitCode(1)
    }
    guard let attest, let signingKey, let lockDigest else { return }
    let digits = options.challenge.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }
    let statement = ReproductionStatement(
      lock: lockDigest, segments: result.segments, replayed: result.replayed,
      challenge: spot == nil ? nil : digits.joined(), numerics: Numerics.version,
      parameters: result.parameterDigest)
    try statement.write(to: FilePath(attest), key: signingKey)
    Terminal.log("signed statement in \(attest)")
  }

  private func challengeBytes() throws -> [UInt8] {
    guard let challenge else {
      var generator = SystemRandomNumberGenerator()
      return (0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }
    let digits = challenge.utf8.map { Character(UnicodeScalar($0)).hexDigitValue }
    guard !digits.isEmpty, digits.count % 2 == 0, !digits.contains(nil) else {
      throw CandorError(
        .usage, "`--challenge` is not an even number of hexadecimal digits",
        hint: "for example the hash of a block or a draw that was published after the release")
    }
    let values = digits.compactMap(\.self)
    return stride(from: 0, to: values.count, by: 2).map { UInt8(values[$0] * 16 + values[$0 + 1]) }
  }
}

/// The verdict in words.
struct ReproductionReport {
  let lines: [String]

  init(_ result: ReproductionResult) {
    var lines: [String] = []
    let replayed = result.replayed.count
    switch result.verdict {
    case .reproduced:
      lines.append(
        "\(Terminal.bold("reproduced")): all \(result.segments) segments were run again; "
          + "the parameters are equal, bit for bit")
    case .spotChecked:
      lines.append(
        "\(Terminal.bold("spot-checked")): \(replayed) of \(result.segments) segments were run "
          + "again and are equal, bit for bit")
      lines.append(
        "a single altered segment would have been missed with probability "
          + "\(Int((result.missProbability * 100).rounded())) %")
    case .digestsOnly:
      lines.append("\(Terminal.bold("digests-only")): the digests agree; nothing was run")
    case .diverged:
      lines.append("\(Terminal.bold("diverged")): \(Self.sentence(result.firstDifference))")
    case .cannot:
      lines.append(
        "\(Terminal.bold("cannot")): missing \(result.missing.joined(separator: ", "))")
    }
    if let digest = result.parameterDigest { lines.append("rebuilt    \(digest.hex)") }
    if let digest = result.expectedDigest { lines.append("published  \(digest.hex)") }
    lines.append("\(RunProgressBar.fixed(result.seconds, 1)) s")
    self.lines = lines
  }

  private static func sentence(_ difference: Difference?) -> String {
    guard let difference else { return "something differs" }
    var place = difference.subject
    if let segment = difference.segment { place += " in segment \(segment)" }
    if let step = difference.step { place += " at step \(step)" }
    return "\(place): \(difference.detail)"
  }
}
