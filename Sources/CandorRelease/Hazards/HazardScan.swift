import CandorCore
import CandorTensors
import SystemPackage

/// Looks through a folder for what would run, or mislead, when somebody loads it. Nothing is loaded.
///
/// What a file is, is told by its first bytes where they tell, and by its name otherwise, as loaders
/// do. That nothing was found is no proof: only that none of the known ways is there.
public struct HazardScan {
  let listing: FolderListing
  private(set) var hazards: [Hazard] = []

  /// Larger texts than this are not looked into.
  static let textLimit = 64 << 20

  /// - Returns: the hazards, the worst first, then in the order of their paths.
  /// - Throws: `inputOutput`, and `notFound` for a file that has gone since it was listed. What is
  ///   wrong with a file's contents is a hazard.
  package static func hazards(in listing: FolderListing) throws -> [Hazard] {
    var scan = HazardScan(listing: listing)
    for entry in listing.entries where !isVersionControl(entry.name) { try scan.examine(entry) }
    scan.findLookAlikes()
    return Hazard.Effect.allCases.flatMap { effect in scan.hazards.filter { $0.effect == effect } }
  }

  private static func isVersionControl(_ name: String) -> Bool {
    name.hasPrefix(".git/") || name.hasPrefix("\(ReleaseFolder.workingFolder)/")
  }

  mutating func note(
    _ effect: Hazard.Effect, _ path: String, place: String? = nil, _ what: String
  ) {
    hazards.append(Hazard(effect, path, place: place, what))
  }

  private mutating func examine(_ entry: FolderListing.Entry) throws {
    let name = entry.name
    switch entry.kind {
    case .link: note(.misleads, name, "is a link; what it leads to is not part of the folder")
    case .special: note(.misleads, name, "is a pipe, socket or device")
    case .file:
      let file: MappedFile
      do {
        file = try MappedFile(listing.path(of: name))
      } catch let error as CandorError where error.code == .mismatch {
        return
      }
      examine(file, named: name)
    }
  }

  private mutating func examine(_ file: MappedFile, named name: String) {
    let last = name.split(separator: "/").last.map { $0.lowercased() } ?? ""
    let suffix = last.lastIndex(of: ".").map { String(last[last.index(after: $0)...]) } ?? ""
    if let kind = ProgramFile.kind(of: file, suffix: suffix) {
      note(.executesOnRequest, name, kind)
    } else if ZipArchive.begins(file) || TorchCheckpoint.begins(file) {
      examineArchive(file, named: name, suffix: suffix)
    } else if suffix == "json" {
      examineJSON(file, named: name)
    } else if ["yaml", "yml"].contains(suffix) {
      examineYAML(file, named: name)
    } else if suffix == "jinja" {
      examineTemplate(text(of: file) ?? "", in: name, place: nil)
    } else if suffix == "onnx" {
      examineONNX(file, named: name)
    } else if last == "saved_model.pb" || ["h5", "hdf5"].contains(suffix) {
      examineKeras(file, named: name)
    } else if suffix == "safetensors" || suffix == "gguf" {
      examineTensors(file, named: name)
    } else {
      examineArchive(file, named: name, suffix: suffix)
    }
  }

  /// A short file as text; nil if it is long or not UTF-8.
  func text(of file: MappedFile) -> String? {
    file.count <= Self.textLimit ? file.string(0..<file.count) : nil
  }

  private mutating func examineTensors(_ file: MappedFile, named name: String) {
    do {
      let archive = try TensorArchive(file.path)
      let template = try archive.metadata?.value("tokenizer.chat_template", as: String.self)
      examineTemplate(template ?? "", in: name, place: "tokenizer.chat_template")
    } catch let error as CandorError where error.code == .notFound {
      // Another part of the model is missing, which is no hazard.
    } catch let error as CandorError where error.code == .unsupported {
      // A format that is not known here.
    } catch {
      note(.misleads, name, "breaks its format, so that readers may differ: \(Self.short(error))")
    }
  }

  static func short(_ error: any Error) -> String {
    (error as? CandorError)?.message ?? "\(error)"
  }
}
