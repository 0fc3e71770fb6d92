/// What is wrong with an entry of an archive.
package struct ArchiveDefect: Sendable, Equatable {
  /// The entry.
  package let name: String
  /// As half a sentence: "it is a link".
  package let what: String

  package init(name: String, what: String) {
    (self.name, self.what) = (name, what)
  }
}

/// The names of an archive's entries.
package enum ArchivePath {
  /// Why unpacking an entry of this name may write elsewhere, or nil.
  package static func defect(of name: String) -> String? {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    if name.isEmpty { return "it has no name" }
    if name.hasPrefix("/") || name.hasPrefix("~") || name.contains(":") {
      return "its name is absolute"
    }
    if parts.contains("..") { return "its name leaves the folder" }
    // A folder's own name ends with a slash.
    if parts.dropLast().contains(where: { $0.isEmpty || $0 == "." }) || parts.last == "." {
      return "its name has empty parts"
    }
    if name.unicodeScalars.contains(where: isDeceptive) {
      return "its name holds a backslash, control or direction character"
    }
    return nil
  }

  /// Characters that names do not show or that other systems read as separators.
  package static func isDeceptive(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x5C: true
    case 0x061C, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x2069, 0xFEFF: true
    default: false
    }
  }
}
