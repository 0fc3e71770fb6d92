import CandorCore

/// Files that are programs, whoever runs them.
enum ProgramFile {
  /// What kind of program a file is, or nil.
  static func kind(of file: MappedFile, suffix: String) -> String? {
    if let text = texts[suffix] { return text }
    let (word, magic): (UInt16?, UInt32?) = (file.integer(at: 0), file.integer(at: 0))
    switch magic {
    case 0x464C_457F: return "is machine code (ELF)"
    case 0xFEED_FACE, 0xFEED_FACF, 0xBEBA_FECA: return "is machine code (Mach-O) or Java code"
    default: break
    }
    if word == 0x5A4D, ["dll", "exe", "pyd", "sys", "scr"].contains(suffix) {
      return "is machine code (Windows)"
    }
    return word == 0x2123 ? "is a script" : nil  // #!
  }

  /// Whether a name in an archive is that of a program.
  static func isNamedAsOne(_ name: String) -> Bool {
    guard let dot = name.lastIndex(of: ".") else { return false }
    return texts[name[name.index(after: dot)...].lowercased()] != nil
  }

  private static let texts: [String: String] = [
    "py": "is Python code", "pyc": "is Python code", "pyw": "is Python code",
    "pyx": "is Python code", "ipynb": "is a notebook of Python code", "sh": "is a script",
    "bat": "is a script", "cmd": "is a script", "ps1": "is a script", "jar": "is Java code",
    "so": "is machine code", "dylib": "is machine code", "dll": "is machine code",
    "pyd": "is machine code", "llamafile": "is machine code", "exe": "is machine code",
    "wasm": "is machine code",
    "whl": "is a package that runs code when it is used",
  ]
}
