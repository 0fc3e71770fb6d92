import CandorCore
import SystemPackage

/// A mapping of a recipe or manifest, read key by key; nothing in it goes unread or defaulted.
///
///     let recipe = try StrictMapping(file: path)
///     let steps = try recipe.integer("steps", in: 1...1_000_000)
///     let rate = try recipe.mapping("optimiser").number("learningRate", in: 0...1)
///     try recipe.finish()
///
/// Every call throws a `CandorError` that names file, line and key. `finish` refuses the keys that
/// nobody asked for, here and in every mapping that was reached from here.
package final class StrictMapping {
  package let file: String
  /// The dotted path from the root, empty at the root: `pieces.dataset`.
  package let path: String
  /// The line on which the mapping begins, counted from one.
  package let line: Int

  let members: [StrictMember]
  private var asked: [String] = []
  private var children: [StrictMapping] = []

  /// Reads a file of at most `StrictDocument.byteLimit` bytes.
  package convenience init(file path: FilePath) throws {
    let bytes = try FileSystem.read(path, limit: StrictDocument.byteLimit)
    try self.init(parsing: bytes, file: path.string)
  }

  /// - Parameter file: the name that errors carry.
  package convenience init(parsing bytes: [UInt8], file: String) throws {
    let root = try StrictDocument.parse(bytes, file: file)
    guard case .mapping(let members) = root.content else {
      throw CandorError(
        .malformed, "expected keys and values, found \(root.description)",
        at: .init(file: file, line: root.line))
    }
    self.init(members, file: file, path: "", line: root.line)
  }

  private init(_ members: [StrictMember], file: String, path: String, line: Int) {
    (self.members, self.file, self.path, self.line) = (members, file, path, line)
  }

  /// The keys as written, in their order.
  package var keys: [String] { members.map(\.key) }

  /// Whether the key is given. Asking makes it a known key.
  package func contains(_ key: String) -> Bool { find(key) != nil }

  /// Where a key stands; for errors about its value that only the caller can see.
  package func location(of key: String) -> CandorError.Location {
    let member = members.first { $0.key == key }
    return .init(file: file, line: member?.line ?? line, field: dotted(key))
  }

  /// Refuses the first key that nobody asked for, and names the nearest one that was asked for.
  ///
  /// Call it once, on the root, when everything was read.
  package func finish() throws {
    if let unknown = members.first(where: { !asked.contains($0.key) }) {
      throw CandorError(
        .malformed, "unknown key `\(dotted(unknown.key))`",
        hint: Self.didYouMean(unknown.key, among: asked), at: location(of: unknown.key))
    }
    for child in children { try child.finish() }
  }

  /// The value of a required key.
  func value(_ key: String) throws -> StrictValue {
    if let value = find(key) { return value }
    // A misspelt key is at once missing and unknown; show the reader the word that is there.
    let unread = members.map(\.key).filter { !asked.contains($0) }
    throw CandorError(
      .malformed, "missing key `\(dotted(key))`",
      hint: nearest(key, among: unread).map {
        "found `\($0)` on line \(location(of: $0).line ?? line)"
      },
      at: .init(file: file, line: line, field: dotted(key)))
  }

  /// A mapping below this one, finished together with it.
  func child(_ members: [StrictMember], named name: String, line: Int) -> StrictMapping {
    if let known = children.first(where: { $0.path == dotted(name) }) { return known }
    let child = StrictMapping(members, file: file, path: dotted(name), line: line)
    children.append(child)
    return child
  }

  func dotted(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

  /// The error for a value of the wrong type or out of range.
  func refusal(
    _ key: String, expected: String, found: StrictValue, hint: String? = nil
  ) -> CandorError {
    CandorError(
      .malformed, "`\(dotted(key))` must be \(expected), found \(found.description)", hint: hint,
      at: .init(file: file, line: found.line, field: dotted(key)))
  }

  static func didYouMean(_ word: String, among candidates: [String]) -> String? {
    nearest(word, among: candidates).map { "did you mean `\($0)`?" }
  }

  private func find(_ key: String) -> StrictValue? {
    if !asked.contains(key) { asked.append(key) }
    return members.first { $0.key == key }?.value
  }
}
