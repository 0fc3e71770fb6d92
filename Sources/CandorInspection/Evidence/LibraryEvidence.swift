import CandorCore

/// Finds the software a system rests on, and whether its versions are pinned.
enum LibraryEvidence {
  static func collect(_ survey: Survey) -> [Evidence] {
    var evidence: [Evidence] = []
    for file in survey.files {
      guard let text = survey.text(file) else { continue }
      if FileTypes.isLockFile(file) {
        evidence.append(Evidence(.libraries, .shared, "a lock file with versions", file))
      } else if FileTypes.isContainer(file) {
        evidence += container(text)
      } else if FileTypes.isRequirements(file) {
        evidence += requirements(text, survey)
      } else if file.base == "config.json" || file.base == "model_index.json" {
        evidence += savedWith(text)
      }
    }
    return evidence
  }

  private static func container(_ text: TextFile) -> [Evidence] {
    guard
      let index = text.lines.firstIndex(where: { $0.foldedBytes.starts(with: Array("from ".utf8)) })
    else { return [] }
    let image =
      text.lines[index].split(separator: " ").dropFirst().first { !$0.hasPrefix("--") } ?? ""
    let tag = image.split(separator: "/").last?.split(separator: ":").dropFirst().first ?? ""
    let isPinned =
      image.contains("@sha256:") || (tag.contains(where: \.isNumber) && tag != "latest")
    return [
      Evidence(
        .libraries, isPinned ? .shared : .partial,
        isPinned ? "an image with its version" : "an image without a version", text, index)
    ]
  }

  private static func requirements(_ text: TextFile, _ survey: Survey) -> [Evidence] {
    let packages = text.lines.indices.compactMap { index in
      Requirement(text.lines[index], in: text.file).map { (index: index, isPinned: $0.isPinned) }
    }
    guard let first = packages.first else { return [] }
    guard let floating = packages.first(where: { !$0.isPinned }) else {
      return [
        Evidence(.libraries, .shared, "\(packages.count) packages, all pinned", text, first.index)
      ]
    }
    let pinned = packages.count { $0.isPinned }
    survey.note(
      Finding(.notPinned, "a package whose version is not pinned", at: text.place(floating.index)))
    return [
      Evidence(
        .libraries, .partial, "\(packages.count) packages, \(pinned) of them pinned", text,
        floating.index)
    ]
  }

  private static func savedWith(_ text: TextFile) -> [Evidence] {
    guard let index = text.first(["\"transformers_version\"", "\"_diffusers_version\""]) else {
      return []
    }
    return [
      Evidence(
        .libraries, .described, "names the library it was saved with; not what trained it", text,
        index)
    ]
  }
}

/// One package of a list of requirements.
private struct Requirement {
  let isPinned: Bool

  /// Nil for a line that names no package.
  init?(_ line: Substring, in file: SurveyFile) {
    var words = line.trimmingSpaces
    if words.isEmpty || words.hasPrefix("#") { return nil }
    switch file.type {
    case "txt" where words.hasPrefix("-e "): words = String(words.dropFirst(3))
    case "txt" where words.hasPrefix("-"): return nil
    case "txt": break
    case "yml", "yaml":
      guard words.hasPrefix("- "), words != "- pip:", !words.hasSuffix(":") else { return nil }
      words = words.dropFirst(2).trimmingSpaces
      if words.hasPrefix("-e ") { words = String(words.dropFirst(3)) }
      if ["defaults", "conda-forge", "pytorch", "nvidia"].contains(words) { return nil }
    default:
      // Quoted requirements of pyproject.toml and setup.py, and packages of Package.swift.
      guard words.hasPrefix("\"") || words.hasPrefix("'") || words.hasPrefix(".package(") else {
        return nil
      }
      let body = words.drop { !$0.isLetter }
      guard body.contains(where: { "=<>~@".contains($0) }) || words.hasPrefix(".package(") else {
        return nil
      }
      isPinned = body.contains("==") || body.contains("exact:") || body.contains("revision:")
      return
    }
    let commit = words.split(separator: "@").last.map { $0.prefix { $0.isHexDigit } } ?? ""
    isPinned =
      words.contains("git+")
      ? commit.count == 40
      : words.contains("==") || (file.type != "txt" && words.contains("=") && !words.contains(">"))
  }
}
