/// What is wrong with an archive whose records agree: names that leave the folder they are unpacked in
/// or stand for each other, links, and entries that grow beyond reason.
extension ZipArchive {
  /// More than deflate can do with anything but a bomb of zeros.
  private static let mostGrowth = 200

  package var defects: [ArchiveDefect] {
    var defects: [ArchiveDefect] = []
    var seen: Set<String> = []
    for entry in entries {
      if let what = ArchivePath.defect(of: entry.name) {
        defects.append(ArchiveDefect(name: entry.name, what: what))
      }
      if entry.isLink { defects.append(ArchiveDefect(name: entry.name, what: "it is a link")) }
      let (most, overflow) = max(entry.range.count, 1 << 16)
        .multipliedReportingOverflow(by: Self.mostGrowth)
      if !overflow, entry.size > most {
        defects.append(
          ArchiveDefect(name: entry.name, what: "it grows \(Self.mostGrowth)-fold or more"))
      }
      // Swift compares by canonical equivalence, so this also finds names that differ in form.
      if !seen.insert(entry.name.lowercased()).inserted {
        defects.append(
          ArchiveDefect(
            name: entry.name, what: "another entry has this name, or has it in other letters"))
      }
    }
    return defects
  }
}
