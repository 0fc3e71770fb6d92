import CandorAudit
import CandorCore
import SystemPackage

/// Writes the label of each text of a file and its probability, or `null`: for
/// Tests/Oracles/fasttext_models.py.
///
/// A line of the file is a text in hexadecimal, since texts need not be UTF-8.
struct LabelReading {
  let model: String
  let file: String

  func run() throws {
    let model = try FastTextModel(FilePath(model))
    var classifier = FastTextClassifier(model)
    for line in try FileSystem.read(FilePath(file)).split(
      separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false
    ).dropLast() {
      let digits = line.map { ByteSet.hexadecimalValue($0) ?? 0 }
      let text = stride(from: 0, to: digits.count - 1, by: 2).map {
        digits[$0] << 4 | digits[$0 + 1]
      }
      guard let prediction = classifier.label(of: text.span) else {
        print("null")
        continue
      }
      print("\(model.labels[prediction.label]) \(prediction.probability)")
    }
  }
}

/// Labels of all texts of a JSON Lines file, on one thread.
struct LabelBenchmark {
  let model: String
  let file: String

  func run() throws {
    let texts = try SignatureReading.texts(file)
    let bytes = texts.reduce(0) { $0 + $1.count }
    var classifier = FastTextClassifier(try FastTextModel(FilePath(model)))
    var labelled = 0
    let measurement = Measurement(warmUp: 1, repeats: 3) {
      labelled = 0
      for text in texts where classifier.label(of: text.span) != nil { labelled += 1 }
    }
    Measurement.report([
      ("what", "labels"), ("texts", .integer(Int64(texts.count))),
      ("labelled", .integer(Int64(labelled))),
      ("megabytes", Measurement.rounded(Double(bytes) / 1e6)),
      ("megabytesPerSecond", Measurement.rounded(Double(bytes) / 1e6 / measurement.median)),
    ])
  }
}
