import CandorAudit
import CandorCore
import SystemPackage

/// Writes the MinHash signature of each text of a file as an array of hexadecimal numbers, or `null`: for
/// Tests/Oracles/near_duplicates.py.
struct SignatureReading {
  let file: String

  func run() throws {
    for text in try Self.texts(file) {
      let signature = MinHash.signature(of: text.span)
      let numbers = signature.map { JSONValue.array($0.map { .string(String($0, radix: 16)) }) }
      print(String(decoding: (numbers ?? .null).canonical(), as: UTF8.self))
    }
  }

  static func texts(_ file: String) throws -> [[UInt8]] {
    try FileSystem.read(FilePath(file)).split(separator: UInt8(ascii: "\n")).compactMap { line in
      guard case .object(let object) = try JSONValue.parse(Array(line), file: file) else {
        return nil
      }
      return Array(try object.string("text", in: file).utf8)
    }
  }
}

/// Signatures and sketches of all texts of a JSON Lines file, on one thread.
struct SignatureBenchmark {
  let file: String

  func run() throws {
    let texts = try SignatureReading.texts(file)
    let bytes = texts.reduce(0) { $0 + $1.count }
    var signed = 0
    func rate(_ sign: (Span<UInt8>) -> [UInt64]?) -> JSONValue {
      let measurement = Measurement(warmUp: 1, repeats: 3) {
        signed = 0
        for text in texts where sign(text.span) != nil { signed += 1 }
      }
      return Measurement.rounded(Double(bytes) / 1e6 / measurement.median)
    }
    let rates = (minHash: rate(MinHash.signature), sketch: rate(SimilaritySketch.sketch))
    Measurement.report([
      ("what", "signatures"), ("texts", .integer(Int64(texts.count))),
      ("signed", .integer(Int64(signed))),
      ("megabytes", Measurement.rounded(Double(bytes) / 1e6)),
      ("minHashMegabytesPerSecond", rates.minHash), ("sketchMegabytesPerSecond", rates.sketch),
    ])
  }
}
