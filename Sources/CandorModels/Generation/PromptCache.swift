import CandorCore
import CandorTensors
import SystemPackage

/// A file that keeps what a model has read: tokens with their keys and values, so that what begins
/// alike is read back instead of computed, by another process or on another machine.
///
/// It is a safetensors file: `tokens` (I32 [n]), and for each layer `layers.L.keys` and
/// `layers.L.values` (F32 [n, width]; of a layer with a reach the last rows only), the very numbers,
/// so no bit changes. Its `__metadata__` names this format, the numerics version and the model, and has a SHA-256 of each tensor. A file that does
/// not fit is refused; one that does is replaced when the model has read something else.
public struct PromptCache: Sendable {
  public let path: FilePath
  /// What the file holds.
  public let tokens: [Int32]
  private let model: Digest
  private let archive: TensorArchive?

  static let format = "candor-prompt-cache/1"

  /// Opens the file, if it is there, and checks all of it.
  ///
  /// - Parameter model: of the model's files (`LanguageModel.digest`).
  /// - Throws: `malformed` with the place where the file is broken; `mismatch` where it belongs to
  ///   another model or version; `inputOutput`.
  public init(_ path: FilePath, of decoder: Decoder, model: Digest) throws {
    (self.path, self.model) = (path, model)
    guard FileSystem.exists(path) else {
      (archive, tokens) = (nil, [])
      return
    }
    let archive = try TensorArchive(path)
    try Self.check(archive.strings, model, path)
    tokens = try Self.tokens(archive, decoder.configuration)
    try Self.check(archive, rows: tokens.count, decoder)
    self.archive = archive
  }

  /// Lets a session that has read nothing go on from what the file holds, as far as it has room.
  ///
  /// - Throws: `unavailable` without the memory.
  public func restore(_ session: DecoderSession) throws {
    guard let archive else { return }
    let count = min(tokens.count, session.capacity)
    func kept(_ tensor: CachedTensor) -> Int { archive.entry(named: tensor.name)?.shape[0] ?? 0 }
    let isWhole = session.decoder.configuration.cachedTensors.allSatisfy {
      kept($0) == tokens.count
    }
    // The last rows are of no use without the tokens that they belong to.
    guard isWhole || count == tokens.count else { return }
    try session.restore(Array(tokens.prefix(count)), kept: { isWhole ? count : kept($0) }) {
      tensor, rows, numbers in
      guard let entry = archive.entry(named: tensor.name) else { return }
      try archive.read(entry, rows: rows, with: session.decoder.arithmetic, into: &numbers)
      archive.release(entry)
    }
  }

  /// Keeps what the session has read, unless the file holds that already.
  ///
  /// - Throws: `inputOutput`; then the old file is untouched.
  public func save(_ session: DecoderSession) throws {
    let read = session.tokens
    guard !read.isEmpty, !tokens.starts(with: read) else { return }
    let parts = session.decoder.configuration.cachedTensors
    let ids = read.flatMap { id in (0..<4).map { UInt8(truncatingIfNeeded: id >> (8 * $0)) } }
    let digests = parts.map { part in session.withNumbers(of: part) { Digest(of: $0.rawBytes) } }
    var metadata = [("format", Self.format), ("model", model.hex), ("numerics", Numerics.name)]
    metadata += zip(parts, digests).map { (Self.digestKey($0.name), $1.hex) }
    metadata.append((Self.digestKey("tokens"), Digest(of: ids).hex))
    var writer = try TensorArchiveWriter(
      to: path,
      tensors: parts.map { .init($0.name, .float32, [session.keptRows(of: $0), $0.width]) }
        + [.init("tokens", .int32, [read.count])],
      metadata: metadata)
    for part in parts {
      try session.withNumbers(of: part) { try writer.append(part.name, $0.rawBytes) }
    }
    try writer.append("tokens", ids.rawBytes)
    try writer.commit()
  }

  // MARK: Checks

  private static func digestKey(_ tensor: String) -> String { "sha256 \(tensor)" }

  private static func check(_ strings: [String: String], _ model: Digest, _ path: FilePath) throws {
    for (key, wanted, what) in [
      ("format", format, "no prompt cache of this version"),
      ("numerics", Numerics.name, "of other numerics"), ("model", model.hex, "of another model"),
    ] where strings[key] != wanted {
      throw CandorError(
        .mismatch, "this file is \(what)",
        hint: "name another file, or remove this one; it is never replaced by itself",
        at: .init(file: path.string, field: key))
    }
  }

  private static func tokens(
    _ archive: TensorArchive, _ configuration: DecoderConfiguration
  ) throws -> [Int32] {
    guard let entry = archive.entry(named: "tokens"), entry.format == .int32,
      entry.shape.count == 1, entry.count > 0
    else { throw malformed("there is no list of tokens", archive, "tokens") }
    let file = archive.files[0]
    let tokens = (0..<entry.count).compactMap {
      file.integer(at: entry.range.lowerBound + 4 * $0, as: Int32.self)
    }
    guard tokens.allSatisfy({ 0..<configuration.vocabularySize ~= Int($0) }) else {
      throw malformed("not all tokens are in the vocabulary", archive, "tokens")
    }
    return tokens
  }

  /// Checks that the file holds what it should, and nothing else, and that it holds it unchanged.
  private static func check(_ archive: TensorArchive, rows: Int, _ decoder: Decoder) throws {
    let parts = decoder.configuration.cachedTensors
    var kept: [Int: Int] = [:]
    for part in parts {
      guard let entry = archive.entry(named: part.name), entry.format == .float32,
        entry.shape.count == 2, entry.shape[1] == part.width,
        part.canContinue(with: entry.shape[0], of: rows),
        kept.updateValue(entry.shape[0], forKey: part.layer) ?? entry.shape[0] == entry.shape[0]
      else {
        throw malformed(
          "there are no F32 numbers [\(rows), \(part.width)], or fewer of a layer with a reach",
          archive, part.name)
      }
    }
    guard archive.entries.count == parts.count + 1 else {
      throw malformed("the file holds other tensors too", archive, nil)
    }
    let entries = archive.entries
    let digests = decoder.arithmetic.pool.map(entries.count) { index in
      let digest = archive.withBytes(of: entries[index]) { Digest(of: $0) }
      archive.release(entries[index])
      return digest
    }
    for (entry, digest) in zip(entries, digests)
    where archive.strings[digestKey(entry.name)] != digest.hex {
      throw malformed(
        "the numbers are not those that were written", archive, entry.name,
        at: entry.range.lowerBound)
    }
  }

  private static func malformed(
    _ message: String, _ archive: TensorArchive, _ tensor: String?, at offset: Int? = nil
  ) -> CandorError {
    CandorError(
      .malformed, message, hint: "remove the file; it is made anew",
      at: .init(file: archive.path.string, byteOffset: offset, field: tensor))
  }
}
