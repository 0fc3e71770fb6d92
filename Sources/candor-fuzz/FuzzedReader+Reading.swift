import CandorAudit
import CandorCore
import CandorInspection
import CandorModels
import CandorRelease
import CandorTensors
import CandorText
import CandorTraining
import SystemPackage

/// What a reader found that it should not have.
struct FuzzFinding: Error {
  let what: String
}

extension FuzzedReader {
  private static let text = "The 2nd naïve café, 東京 — it's 3.14!\n\n\tok 👩‍🚀"
  private static let conversation = [
    ChatMessage("system", "Be short."), ChatMessage("user", "Why?"),
    ChatMessage("assistant", "Because."), ChatMessage("user", text),
  ]

  /// Reads `bytes`, which are also the file `path` in `folder`, as the program's commands do.
  func read(
    _ bytes: [UInt8], at path: FilePath, in folder: FilePath, using arithmetic: Arithmetic,
    trusting trusts: [ModelSignature.Trust]
  ) throws {
    switch self {
    case .safetensors:
      let archive = try TensorArchive(path)
      for entry in archive.entries { touch(entry, of: archive) }
      _ = try ModelAnatomy(folder, context: 4096)
    case .gguf:
      let archive = try TensorArchive(path)
      for entry in archive.entries { touch(entry, of: archive) }
      _ = try ModelAnatomy(path, context: 4096)
      _ = try ChatTemplate.load(model: path)?.render(Self.conversation)
      let model = try LanguageModel.open(path, arithmetic: arithmetic)
      _ = model.tokenizer.encode(Self.text)
    case .pickle:
      let checkpoint = try TorchCheckpoint(path)
      guard checkpoint.tensors.allSatisfy({ checkpoint.storages[$0.tensor.storage] != nil }) else {
        throw FuzzFinding(what: "a tensor has no storage")
      }
      _ = try HazardScan.hazards(in: FolderListing(folder))
    case .zip, .tar, .onnx: _ = try HazardScan.hazards(in: FolderListing(folder))
    case .json:
      let written = try JSONValue.parse(bytes, file: path.string).canonical()
      guard try JSONValue.parse(written, file: path.string).canonical() == written else {
        throw FuzzFinding(what: "a value is not what it is written as")
      }
      _ = try HazardScan.hazards(in: FolderListing(folder))
    case .yaml: _ = try ReleaseManifest(in: folder)
    case .recipe: _ = try Recipe(path)
    case .bundle, .keyless:
      let signature = try ModelSignature(path)
      for trust in trusts { _ = try signature.judge(trust) }
    case .root: _ = try TrustedRoot(path)
    case .certificate:
      if (try? VerifyingKey(path)) == nil, (try? SigningKey(path)) == nil {
        _ = try CertificateTrust([path])
      }
    case .licence: _ = try LicenceScan([path], using: arithmetic.pool)
    case .tokenizer:
      let tokenizer = try Tokenizer.load(folder: folder)
      _ = tokenizer.decode(tokenizer.encode(Self.text))
    case .template:
      _ = try ChatTemplate(String(decoding: bytes, as: UTF8.self)).render(Self.conversation)
    case .card: _ = try Inspection([InspectionPath(folder)])
    case .fasttext:
      var classifier = FastTextClassifier(try FastTextModel(path))
      for text in [Self.text, "the record says </s> what", "報告は何が", ""] {
        let probability = classifier.label(of: Array(text.utf8).span)?.probability ?? 0
        guard 0...1 ~= probability else {
          throw FuzzFinding(what: "a label has the probability \(probability)")
        }
      }
    case .parquet, .zstandard, .xz:
      try audit(path, of: bytes.count, in: folder, using: arithmetic.pool)
    }
  }

  /// Reads the first and last byte of a tensor, which faults where the file does not hold it.
  private func touch(_ entry: TensorArchive.Entry, of archive: TensorArchive) {
    archive.withBytes(of: entry) { bytes in
      guard bytes.byteCount > 0 else { return }
      _ = Digest(of: bytes.extracting(first: 1))
      _ = Digest(of: bytes.extracting(last: 1))
    }
  }
}
