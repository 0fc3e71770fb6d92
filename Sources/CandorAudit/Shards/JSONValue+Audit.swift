import CandorCore

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
}
