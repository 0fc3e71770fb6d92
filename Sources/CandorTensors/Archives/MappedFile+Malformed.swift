import CandorCore
import SystemPackage

extension MappedFile {
  /// A refusal of this file, at a byte of it and about a tensor or key.
  func malformed(
    _ message: String, hint: String? = nil, at offset: Int? = nil, field: String? = nil
  ) -> CandorError {
    CandorError(
      .malformed, message, hint: hint ?? "the file may be truncated or damaged",
      at: .init(file: path.string, byteOffset: offset, field: field))
  }
}
