import CandorCore
import SystemPackage

extension JSONValue {
  /// - Throws: `malformed` with the file's name.
  func object(in file: String) throws -> JSONObject {
    if case .object(let object) = self { return object }
    throw CandorError(.malformed, "expected an object, found \(kind)", at: .init(file: file))
  }

  func text(in file: String) throws -> String {
    if case .string(let text) = self { return text }
    throw CandorError(.malformed, "expected a string, found \(kind)", at: .init(file: file))
  }
}

extension JSONObject {
  /// A SHA-256.
  ///
  /// - Throws: `malformed` with the file's name.
  func digest(_ key: String, in file: String) throws -> Digest {
    if let digest = Digest(hex: try string(key, in: file)) { return digest }
    throw CandorError(
      .malformed, "expected 64 hexadecimal digits", at: .init(file: file, field: key))
  }

  /// The name of a file below a folder that is ours to write in.
  ///
  /// - Throws: `malformed` if it leads elsewhere.
  func fileName(_ key: String, in file: String) throws -> String {
    let name = try string(key, in: file)
    let path = FilePath(name)
    if path.isRelative, path.lexicallyNormalized().string == name, !name.isEmpty,
      path.components.first?.kind == .regular
    {
      return name
    }
    throw CandorError(
      .malformed, "`\(name)` is no name below a folder", at: .init(file: file, field: key))
  }

  /// - Throws: `unsupported` for another `format`.
  func checkFormat(_ expected: String, in file: String) throws {
    let format = try string("format", in: file)
    guard format == expected else {
      throw CandorError(
        .unsupported, "the format is `\(format)`, not `\(expected)`", at: .init(file: file))
    }
  }
}
