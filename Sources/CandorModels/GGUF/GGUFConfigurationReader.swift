import CandorCore
import CandorTensors
import SystemPackage

/// Reads the keys `ARCHITECTURE.…` of a GGUF file and notes which were asked for, so that what nobody
/// understands is refused instead of overlooked.
final class GGUFConfigurationReader {
  let archive: TensorArchive
  let architecture: String
  private let metadata: GGUFMetadata
  /// Keys that cannot change a logit.
  private var understood: Set<String> = [
    "vocab_size", "rope.scaling.original_context_length", "rope.scaling.finetuned",
  ]

  /// - Throws: `malformed` where the file names no architecture.
  init(_ archive: TensorArchive, _ metadata: GGUFMetadata) throws {
    self.archive = archive
    self.metadata = metadata
    architecture = try metadata.required("general.architecture")
  }

  private func noting(_ key: String) -> String {
    understood.insert(key)
    return "\(architecture).\(key)"
  }

  func integer(_ key: String) throws -> Int? { try metadata.value(noting(key)) }
  /// Files hold binary32 where `config.json` has decimals; the shortest decimal is the one meant.
  func number(_ key: String) throws -> Double? {
    let value: Double? = try metadata.value(noting(key))
    return value.map { Double(Float($0)) == $0 ? Double("\(Float($0))") ?? $0 : $0 }
  }
  func string(_ key: String) throws -> String? { try metadata.value(noting(key)) }
  func requiredInteger(_ key: String) throws -> Int { try metadata.required(noting(key)) }
  func bools(_ key: String) throws -> [Bool]? { try metadata.value(noting(key)) }
  func requiredNumber(_ key: String) throws -> Double {
    _ = try metadata.required(noting(key), as: Double.self)
    return try number(key) ?? 0
  }
  func bool(_ key: String) throws -> Bool? { try metadata.value(noting(key)) }

  /// Whether a key has a list for its value.
  func hasList(_ key: String) -> Bool { metadata.count("\(architecture).\(key)") != nil }

  var file: String { archive.path.string }

  func has(_ tensor: String) -> Bool { archive.entry(named: tensor) != nil }

  /// Refuses any other number, and takes a missing one for it.
  func require(_ key: String, _ wanted: Int, _ message: String) throws {
    guard let found = try integer(key), found != wanted else { return }
    throw unsupported(key, message, hint: "it is \(found) where \(wanted) is expected")
  }

  /// Refuses keys that nobody asked for.
  func refuseTheRest() throws {
    for key in metadata.keys where key.hasPrefix("\(architecture).") {
      let key = String(key.dropFirst(architecture.utf8.count + 1))
      guard !understood.contains(key) else { continue }
      throw unsupported(key, "this key is not known and might change what the model computes")
    }
  }

  func unsupported(_ key: String, _ message: String, hint: String? = nil) -> CandorError {
    CandorError(.unsupported, message, hint: hint, at: place("\(architecture).\(key)"))
  }

  func malformed(_ field: String, _ message: String) -> CandorError {
    CandorError(.malformed, message, at: place(field))
  }

  private func place(_ field: String) -> CandorError.Location { .init(file: file, field: field) }
}
