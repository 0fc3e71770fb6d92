import SystemPackage

/// A file of the system under inspection: its name and size; nothing of it was read yet.
struct SurveyFile: Hashable, Sendable {
  /// The index of the root it was found under.
  let root: Int
  /// Its path below the root, with `/`; the file's own name where the root is a file.
  let name: String
  /// How a report names it: below the root's own name where there are several roots.
  let shown: String
  let place: FilePath
  let bytes: Int

  /// The last component of the name.
  var base: String { name.split(separator: "/").last.map(String.init) ?? name }

  /// The folders it is in, below the root; empty at the top.
  var folder: String { String(name.dropLast(base.count)) }

  /// What follows the last point of the name, in lower case; empty where there is none.
  var type: String {
    guard let point = base.lastIndex(of: "."), point != base.startIndex else { return "" }
    return base[base.index(after: point)...].lowercased()
  }

  /// The name without its type, in lower case.
  var stem: String { type.isEmpty ? base.lowercased() : base.dropLast(type.count + 1).lowercased() }
}
