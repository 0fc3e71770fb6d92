import ArgumentParser
import CandorCore
import CandorRelease
import SystemPackage

struct SignCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sign",
    abstract: "Sign the files of a release or of any model: OpenSSF Model Signing 1.0.",
    discussion: "The signature is also checked by `model_signing verify`, and the other way round.")

  @Argument(help: "A folder, or a single file.")
  var path: String

  @Option(help: "Your private key, a PEM file on P-256, P-384 or P-521.")
  var key: String

  @Option(help: "Your certificate, then those that vouch for it; PEM files.")
  var cert: [String] = []

  @Option(help: "The file to write (default: `model.sig` in the folder, FILE.sig beside a file).")
  var signature: String?

  @OptionGroup var threading: ThreadOptions

  @Flag(help: "Print one JSON object.")
  var json = false

  func run() throws {
    let path = FilePath(path)
    let destination = signature.map { FilePath($0) } ?? ModelSignature.places(for: path)[0]
    let manifest = try ModelSignature.write(
      of: path, key: SigningKey(FilePath(key)), certificates: cert.map { FilePath($0) },
      to: destination, using: WorkerPool(threads: threading.count()))
    let count = manifest.resources.count
    if json {
      let answer: JSONValue = [
        "signature": .string(destination.string), "files": .integer(Int64(count)),
        "digest": .string(manifest.root.hex),
      ]
      Terminal.write(bytes: answer.canonical() + [10])
    } else {
      let files = Terminal.count(count, "file")
      Terminal.write("\(Terminal.bold("signed")): \(files), in \(destination)")
      Terminal.write("digest  \(manifest.root.hex)")
    }
  }
}
