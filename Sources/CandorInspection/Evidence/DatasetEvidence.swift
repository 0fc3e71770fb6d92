import CandorCore
import SystemPackage

/// Finds data that can be read here, and tells lists of links from the things they link to.
enum DatasetEvidence {
  static func collect(_ survey: Survey) -> [Evidence] {
    survey.roots.filter { $0.kind == .dataset || $0.kind.isModel }.flatMap { root in
      let files = root.files.filter {
        FileTypes.isPayload($0) && (root.kind == .dataset || $0.folder.contains("data/"))
      }
      let pointers = files.filter { ParameterEvidence.isPointer($0, survey) }
      let real = files.filter { !pointers.contains($0) }
      var evidence = pointers.prefix(1).map {
        Evidence(.dataset, .linked, "\(pointers.count) Git LFS pointers: the data is not here", $0)
      }
      if let first = real.first {
        let bytes = real.reduce(0) { $0 &+ $1.bytes }
        let count = real.count == 1 ? "1 file" : "\(real.count) files"
        let isLinks = isLinksOnly(first, survey)
        evidence.append(
          Evidence(
            .dataset, isLinks ? .partial : .shared,
            isLinks
              ? "\(count) with addresses only, \(bytes) bytes: what they point to is not here"
              : "\(count) of data, \(bytes) bytes", first))
      }
      return evidence
    }
  }

  /// Columns of addresses beside columns about pictures, and no column for the pictures.
  private static func isLinksOnly(_ file: SurveyFile, _ survey: Survey) -> Bool {
    let names: [UInt8]
    if file.type == "parquet" {
      names = parquetFooter(file) ?? []
    } else {
      names = (survey.text(file)?.lines.first ?? "").foldedBytes
    }
    func has(_ word: String) -> Bool { names.holds(Array(word.utf8)) }
    return has("url") && (has("similarity") || has("width")) && !has("jpg") && !has("bytes")
  }

  /// The last bytes of a Parquet file, in lower case: they hold the names of its columns.
  ///
  /// Source: the Apache Parquet format, "File format": footer, its length, `PAR1`
  private static func parquetFooter(_ file: SurveyFile) -> [UInt8]? {
    guard file.bytes >= 12, let mapped = try? MappedFile(file.place), mapped.count >= 12 else {
      return nil
    }
    guard mapped.array((mapped.count - 4)..<mapped.count) == Array("PAR1".utf8),
      let length = mapped.integer(at: mapped.count - 8, as: UInt32.self)
    else { return nil }
    let end = mapped.count - 8
    let footer = mapped.array((end - min(Int(length), end, 1 << 20))..<end)
    return footer.map { $0 >= 0x41 && $0 <= 0x5A ? $0 + 32 : $0 }
  }
}
