import CandorCore
import CandorTensors

// Repeatable measurements, one JSON line each: `docs/performance.md` holds the figures and commands.
let arguments = Array(CommandLine.arguments.dropFirst())
let usage = """
  candor-bench product [SIZE] [THREADS]                      square products beside the FMA peak
  candor-bench quantised [THREADS] [INPUTS]                  each block format beside both roofs
  candor-bench model FILE [THREADS] [REPEATS]                a prompt and generation, tokens a second
  candor-bench invariance FILE TEXT [POSITIONS]              what must not change a logit, and whether it does
  candor-bench train SHAPE [THREADS] [VIRTUAL-WORKERS] [STEPS]   SHAPE: 1m, 10m, 135m
  candor-bench tokenizer FILE [VOCABULARY] [THREADS]         byte-pair training
  candor-bench reading FILE                                  SHA-256, and documents from a file
  candor-bench encode FOLDER FILE                            a tokenizer's speed, on one thread
  candor-bench audit DATA [THREADS]                          an audit, group of rules by group
  candor-bench list [ENTRIES] [ADDRESSES]                    addresses looked up in a list
  candor-bench pdq [HASHES] [IMAGES] [THREADS]               PDQ hashes of images looked up in a list
  candor-bench pictures FOLDER [THREADS]                     PDQ of a folder's pictures, and their digests
  candor-bench hashes FOLDER                                 each with its quality, for the oracles
  candor-bench addresses FILE                                each as browsers write it, for the oracles
  candor-bench signatures FILE                               MinHash and sketches of the texts of a JSON Lines file
  candor-bench minhash FILE                                  their signatures, for the oracles
  candor-bench labels MODEL FILE                             languages of the texts of a JSON Lines file
  candor-bench label MODEL FILE                              each text's, for the oracles
  candor-bench ids FOLDER TEXTS                              digests of ids, for the oracles
  candor-bench index DATA INDEX [THREADS]                    the index of a dataset
  candor-bench trace INDEX [ANSWERS]                         answers of 450 words in it
  """

func number(_ index: Int, _ standard: Int) -> Int {
  arguments.count > index ? Int(arguments[index]) ?? standard : standard
}

do {
  switch arguments.first {
  case "product":
    try ProductBenchmark(size: number(1, 1024), threads: number(2, 1)).run()
  case "quantised":
    try QuantisedBenchmark(threads: number(1, 1), inputs: number(2, 2048)).run()
  case "model" where arguments.count > 1:
    try ModelBenchmark(
      model: arguments[1], threads: number(2, 2), repeats: max(1, number(3, 5))
    ).run()
  case "invariance" where arguments.count > 2:
    try InvarianceBenchmark(model: arguments[1], text: arguments[2], positions: number(3, 64)).run()
  case "train" where arguments.count > 1:
    try TrainingBenchmark(
      shape: arguments[1], threads: number(2, 2), virtualWorkers: number(3, 1),
      steps: number(4, 8)
    ).run()
  case "tokenizer" where arguments.count > 1:
    try TokenizerBenchmark(
      file: arguments[1], vocabulary: number(2, 8192), threads: number(3, 2)
    ).run()
  case "reading" where arguments.count > 1:
    try ReadingBenchmark(file: arguments[1]).run()
  case "encode" where arguments.count > 2:
    try EncodingBenchmark(folder: arguments[1], file: arguments[2]).run()
  case "ids" where arguments.count > 2:
    try TokenizerComparison(folder: arguments[1], texts: arguments[2]).run()
  case "audit" where arguments.count > 1:
    try AuditBenchmark(path: arguments[1], threads: number(2, 1)).run()
  case "list":
    try ListBenchmark(entries: number(1, 10_000_000), addresses: number(2, 2_000_000)).run()
  case "pdq":
    try PDQBenchmark(
      entries: number(1, 1_000_000), images: number(2, 100_000), threads: number(3, 2)
    ).run()
  case "pictures" where arguments.count > 1:
    try PictureBenchmark(folder: arguments[1], threads: number(2, 2)).run()
  case "hashes" where arguments.count > 1:
    try PictureReading(folder: arguments[1]).run()
  case "signatures" where arguments.count > 1:
    try SignatureBenchmark(file: arguments[1]).run()
  case "minhash" where arguments.count > 1:
    try SignatureReading(file: arguments[1]).run()
  case "labels" where arguments.count > 2:
    try LabelBenchmark(model: arguments[1], file: arguments[2]).run()
  case "label" where arguments.count > 2:
    try LabelReading(model: arguments[1], file: arguments[2]).run()
  case "addresses" where arguments.count > 1:
    try AddressReading(file: arguments[1]).run()
  case "index" where arguments.count > 2:
    try IndexBenchmark(data: [arguments[1]], output: arguments[2], threads: number(3, 2)).run()
  case "trace" where arguments.count > 1:
    try TraceBenchmark(index: arguments[1], answers: number(2, 200)).run()
  default:
    print(usage)
  }
} catch {
  print("error: \(error)")
}
