import CandorCore
import CandorRelease
import SystemPackage

/// The files of a system as they lie on disk. Contents are read when somebody asks, and kept.
///
/// Links are not followed, but for those of the Hub's cache (`CacheSnapshot`); nothing is executed, and what is too large or cannot be read becomes a
/// finding and not an error.
final class Survey {
  struct Root {
    let name: String
    let path: FilePath
    /// What stands before the names of its files in reports.
    let prefix: String
    let kind: SystemKind
    /// All but the tests of source code, whose examples say nothing about the system.
    let files: [SurveyFile]
    let fileCount: Int
    let bytes: Int

    init(_ path: InspectionPath, name: String, prefix: String, files: [SurveyFile]) {
      (self.name, self.prefix) = (name, prefix)
      self.path = path.path
      let kind = SystemKind(of: files, role: path.role)
      self.kind = kind
      self.files = files.filter { kind != .sourceCode || !FileTypes.isTest($0) }
      fileCount = files.count
      bytes = files.reduce(0) { $0 &+ $1.bytes }
    }
  }

  let roots: [Root]
  private(set) var findings: [Finding] = []
  private var texts: [SurveyFile: TextFile] = [:]
  /// Bytes of text that may still be read.
  private var budget = 256 << 20

  static let depthLimit = 24
  static let countLimit = 200_000
  private static let skippedFolders = [
    ".git", ".hg", ".build", "__pycache__", "node_modules", ".venv", ".candor", ".cache",
  ]

  /// - Throws: `notFound`, `inputOutput` for the paths themselves; `limitExceeded` for more files
  ///   than `countLimit`.
  init(_ paths: [InspectionPath]) throws {
    var roots: [Root] = []
    var findings: [Finding] = []
    for (index, path) in paths.enumerated() {
      var walk = Walk(
        root: index, prefix: paths.count > 1 ? Self.name(path.path) + "/" : "",
        snapshot: CacheSnapshot(path.path))
      if FileSystem.isFolder(path.path) {
        try walk.enter(path.path, below: "", depth: 1)
      } else {
        walk.add(Self.name(path.path), path.path, bytes: try FileSystem.size(path.path))
      }
      findings += walk.findings
      roots.append(Root(path, name: Self.name(path.path), prefix: walk.prefix, files: walk.files))
    }
    (self.roots, self.findings) = (roots, findings)
  }

  var files: [SurveyFile] { roots.flatMap(\.files) }

  func root(of file: SurveyFile) -> Root { roots[file.root] }

  /// Adds what a reader noticed.
  func note(_ finding: Finding) { findings.append(finding) }

  /// The lines of a text; nil where it is too large, cannot be read, or is no text.
  func text(_ file: SurveyFile) -> TextFile? {
    if let text = texts[file] { return text }
    guard let text = TextFile(reading: file, limit: min(TextFile.byteLimit, budget)) else {
      return nil
    }
    budget -= file.bytes
    texts[file] = text
    return text
  }

  private static func name(_ path: FilePath) -> String {
    let name = path.lastComponent.map(\.string) ?? path.string
    return name == "." || name == ".."
      ? FileSystem.workingFolder()?.lastComponent?.string ?? name : name
  }

  /// One pass over a folder.
  private struct Walk {
    let root: Int
    let prefix: String
    let snapshot: CacheSnapshot?
    var files: [SurveyFile] = []
    var findings: [Finding] = []

    mutating func add(_ name: String, _ place: FilePath, bytes: Int) {
      files.append(
        SurveyFile(root: root, name: name, shown: prefix + name, place: place, bytes: bytes))
    }

    mutating func enter(_ folder: FilePath, below: String, depth: Int) throws {
      guard depth <= Survey.depthLimit, files.count <= Survey.countLimit else {
        throw CandorError(
          .limitExceeded,
          "more than \(Survey.countLimit) files, or folders more than \(Survey.depthLimit) deep",
          hint: "inspect the parts one by one", at: .init(file: folder.string))
      }
      for name in try FileSystem.list(folder) {
        let place = folder.appending(name)
        guard let status = try? Stat(place, followTargetSymlink: false) else { continue }
        switch status.type {
        case .regular: add(below + name, place, bytes: Int(clamping: status.size))
        case .directory:
          if Survey.skippedFolders.contains(name) { continue }
          try enter(place, below: below + name + "/", depth: depth + 1)
        case .symbolicLink:
          if let file = snapshot?.file(of: below + name) {
            add(below + name, place, bytes: file.bytes)
            continue
          }
          note(below + name, "a symbolic link, which was not followed")
        default: note(below + name, "a pipe, socket or device, which was not opened")
        }
      }
    }

    private mutating func note(_ name: String, _ claim: String) {
      findings.append(
        Finding(.notRead, claim, at: .init(path: TextFile.quoted((prefix + name)[...]))))
    }
  }
}
