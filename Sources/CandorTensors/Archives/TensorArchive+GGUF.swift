import CandorCore
import SystemPackage

/// GGUF models of one file, or of several that are named `…-00001-of-000NN.gguf`.
extension TensorArchive {
  convenience init(gguf first: MappedFile) throws {
    let header = try GGUFHeader(first)
    let count = try header.metadata.value("split.count", as: Int.self) ?? 1
    guard count > 1 else {
      try self.init(
        first.path, files: [first], entries: [header.entries], metadata: header.metadata)
      return
    }
    let files = [first] + (try Self.otherParts(of: count, after: first))
    let headers = [header] + (try files.dropFirst().map { try GGUFHeader($0) })
    for (index, part) in headers.enumerated() {
      for (key, expected) in [("split.no", index), ("split.count", count)] {
        let found = try part.metadata.required(key, as: Int.self)
        guard found == expected else {
          throw CandorError(
            .mismatch, "it is \(found) where \(expected) is expected",
            hint: "open the first part of the model; all parts stand in one folder",
            at: .init(file: files[index].path.string, field: key))
        }
      }
    }
    try self.init(
      first.path, files: files, entries: headers.map(\.entries), metadata: header.metadata)
    if let expected = try header.metadata.value("split.tensors.count", as: Int.self),
      expected != entries.count
    {
      throw CandorError(
        .mismatch, "the parts have \(entries.count) tensors and not \(expected)",
        at: .init(file: first.path.string, field: "split.tensors.count"))
    }
  }

  private static func otherParts(of count: Int, after first: MappedFile) throws -> [MappedFile] {
    func digits(_ number: Int) -> String {
      String(repeating: "0", count: max(0, 5 - String(number).count)) + String(number)
    }
    let suffix = "-of-\(digits(count)).gguf"
    guard count < 100_000, let name = first.path.lastComponent?.string,
      name.hasSuffix("-00001" + suffix)
    else {
      throw CandorError(
        .mismatch, "this is not the first of \(count) parts",
        hint: "it would be named `…-00001\(suffix)`",
        at: .init(file: first.path.string, field: "split.count"))
    }
    let stem = String(name.dropLast("-00001".count + suffix.count))
    let folder = first.path.removingLastComponent()
    return try (2...count).map {
      try MappedFile(folder.appending("\(stem)-\(digits($0))\(suffix)"))
    }
  }
}
