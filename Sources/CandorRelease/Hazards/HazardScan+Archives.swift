import CandorCore
import CandorTensors

/// Pickles, and archives that hold pickles or names that leave their folder.
extension HazardScan {
  /// Loaders take these for pickles whatever their first bytes are.
  private static let pickleSuffixes: Set<String> = [
    "pt", "pth", "ckpt", "pkl", "pickle", "joblib", "dill", "p",
  ]

  mutating func examineArchive(_ file: MappedFile, named name: String, suffix: String) {
    if ZipArchive.begins(file) {
      examineZip(file, named: name, suffix: suffix)
    } else if TorchCheckpoint.begins(file) {
      // Before tar, whose mark stands where a pickle may have anything.
      let isMeant = Self.pickleSuffixes.contains(suffix) || suffix == "bin"
      examinePickle(file, named: name, mustBeReadable: isMeant)
    } else if TapeListing.begins(file) {
      examineTape(file, named: name, suffix: suffix)
    } else if suffix == "npy" {
      examineArray(file, 0..<file.count, named: name)
    } else if ["zip", "npz", "keras"].contains(suffix) {
      note(.misleads, name, "does not begin as a zip file, and may end as one")
    } else if Self.pickleSuffixes.contains(suffix) {
      examinePickle(file, named: name, mustBeReadable: true)
    } else if PackedFile.mayHide(name, beginning: file.array(0..<min(file.count, 8))) {
      note(.executesOnRequest, name, "is packed; unpack it and look again")
    } else if suffix == "bin" {
      // Before protocol 2 a pickle had no mark: only one that names something is told from numbers.
      examinePickle(file, named: name, mustBeReadable: false)
    }
  }

  private mutating func examinePickle(
    _ file: MappedFile, named name: String, mustBeReadable: Bool
  ) {
    switch TorchCheckpoint(file).verdict {
    case .inert: break
    case .executable(let calls):
      let shown = calls.prefix(5).map { "`\($0)`" }.joined(separator: ", ")
      let more = calls.count > 5 ? " and \(calls.count - 5) more" : ""
      note(.executes, name, "is a pickle that calls \(shown)\(more)")
    case .unreadable(let reason):
      if mustBeReadable {
        note(.unreadable, name, "is a pickle that cannot be followed: \(reason)")
      }
    }
  }

  private mutating func examineZip(_ file: MappedFile, named name: String, suffix: String) {
    let archive: ZipArchive
    do {
      archive = try ZipArchive(file)
    } catch {
      let effect: Hazard.Effect =
        Self.pickleSuffixes.contains(suffix) || suffix == "bin" ? .unreadable : .misleads
      note(effect, name, "is a zip file that readers may see differently: \(Self.short(error))")
      return
    }
    for defect in archive.defects { note(.misleads, name, place: defect.name, defect.what) }
    if Self.pickleSuffixes.contains(suffix)
      || archive.entries.contains(where: {
        $0.name.hasSuffix("/data.pkl") || $0.name == "data.pkl"
      })
    {
      examinePickle(file, named: name, mustBeReadable: true)
    } else if suffix == "keras",
      let entry = archive.entries.first(where: { $0.name == "config.json" })
    {
      guard entry.method == 0,
        let value = try? JSONValue.parse(file.array(entry.range), file: name)
      else {
        note(.unreadable, name, place: entry.name, "is packed, or no strict JSON")
        return
      }
      examine(value, in: name, place: "")
    } else {
      for entry in archive.entries {
        if entry.name.hasSuffix(".npy"), entry.method == 0 {
          examineArray(file, entry.range, named: name, entry: entry.name)
        } else {
          let range = entry.method == 0 ? entry.range : nil
          examineEntry(entry.name, range, of: file, named: name)
        }
      }
      notePrograms(among: archive.entries.map(\.name), in: name)
    }
  }

  private mutating func examineTape(_ file: MappedFile, named name: String, suffix: String) {
    if Self.pickleSuffixes.contains(suffix) || suffix == "bin" {
      note(.unreadable, name, "is a tar file, as checkpoints of PyTorch before 0.1.10 were")
    }
    do {
      let tape = try TapeListing(file)
      for defect in tape.defects { note(.misleads, name, place: defect.name, defect.what) }
      for entry in tape.entries {
        examineEntry(entry.name, entry.range, of: file, named: name)
      }
      notePrograms(among: tape.entries.map(\.name), in: name)
    } catch {
      note(.misleads, name, "is a tar file that readers may see differently: \(Self.short(error))")
    }
  }

  /// Programs of an archive run when somebody unpacks it and runs them.
  private mutating func notePrograms(among entries: [String], in name: String) {
    let programs = entries.filter(ProgramFile.isNamedAsOne)
    guard let first = programs.first else { return }
    let more = programs.count > 1 ? " and \(programs.count - 1) more programs" : ", a program"
    note(.executesOnRequest, name, "holds `\(first)`\(more)")
  }

  /// A pickle that an archive holds as it is; one that is packed, or in an archive of its own, is not
  /// followed, and that it is there is said.
  ///
  /// - Parameter range: where its bytes lie; nil where they are packed.
  private mutating func examineEntry(
    _ entry: String, _ range: Range<Int>?, of file: MappedFile, named name: String
  ) {
    let suffix =
      entry.lastIndex(of: ".").map { entry[entry.index(after: $0)...].lowercased() } ?? ""
    let isNamed = Self.pickleSuffixes.contains(suffix) || suffix == "bin" || suffix == "npy"
    let marks = range.map { file.array($0.prefix(8)) } ?? []
    if !isNamed, PackedFile.mayHide(entry, beginning: marks) {
      return note(
        .executesOnRequest, name, place: entry,
        "is packed within the archive; unpack both and look again")
    }
    let isMarked = marks.first == 0x80 && (2...5).contains(marks.dropFirst().first ?? 0)
    guard isNamed || isMarked else { return }
    guard let range, suffix != "npy", isMarked || suffix != "bin" else {
      if isNamed {
        note(
          .executesOnRequest, name, place: entry,
          "may be a pickle; unpack the archive and look again")
      }
      return
    }
    switch TorchCheckpoint(pickle: range, of: file).verdict {
    case .inert: break
    case .executable(let calls):
      let shown = calls.prefix(5).map { "`\($0)`" }.joined(separator: ", ")
      note(.executes, name, place: entry, "is a pickle that calls \(shown)")
    case .unreadable:
      note(
        .executesOnRequest, name, place: entry, "may be a pickle; unpack the archive and look again"
      )
    }
  }

  /// An array of NumPy whose elements are objects is a pickle after its header.
  private mutating func examineArray(
    _ file: MappedFile, _ range: Range<Int>, named name: String, entry: String? = nil
  ) {
    let header = file.array(range.prefix(4096))
    guard header.starts(with: [0x93] + Array("NUMPY".utf8)) else { return }
    let text = String(decoding: header, as: UTF8.self)
    guard let start = text.firstRange(of: "'descr':"),
      let end = text[start.upperBound...].firstIndex(of: ",")
    else {
      note(.misleads, name, place: entry, "has a header that is not NumPy's")
      return
    }
    if text[start.upperBound..<end].contains("O") {
      note(.executesOnRequest, name, place: entry, "is an array of objects, which is a pickle")
    }
  }

  /// Keras and TensorFlow keep their graphs in binary files; the names of what runs code are in them.
  mutating func examineKeras(_ file: MappedFile, named name: String) {
    let names: [(String, String)] = [
      ("\"Lambda\"", "a Keras layer made of Python bytecode"),
      ("TorchModuleWrapper", "a Keras layer that holds a pickle"),
      ("PyFunc", "an operation that calls Python"), ("WriteFile", "an operation that writes files"),
      ("ReadFile", "an operation that reads files"),
    ]
    let text = String(decoding: file.array(0..<min(file.count, Self.textLimit)), as: UTF8.self)
    for (word, what) in names where text.utf8.firstRange(of: word.utf8) != nil {
      note(.executes, name, place: word, "has \(what)")
    }
    if file.count > Self.textLimit {
      note(.misleads, name, "is longer than what was looked through")
    }
  }
}
