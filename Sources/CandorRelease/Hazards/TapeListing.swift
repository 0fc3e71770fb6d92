import CandorCore
import CandorTensors
import SystemPackage

/// The entries of a tar file (POSIX ustar, pax and GNU names), and what is wrong with them.
struct TapeListing {
  struct Entry {
    let name: String
    let kind: UInt8
    /// Where its bytes lie.
    let range: Range<Int>
  }

  private(set) var entries: [Entry] = []

  private static let block = TapeHeader.blockBytes
  private static let entryLimit = 1 << 20
  private static let nameLimit = 1 << 16

  static func begins(_ file: MappedFile) -> Bool {
    file.count >= 2 * block && file.string(257..<262) == "ustar"
  }

  /// - Throws: `malformed` with the byte offset; `limitExceeded`.
  init(_ file: MappedFile) throws {
    var (offset, longName): (Int, String?) = (0, nil)
    while true {
      guard offset + Self.block <= file.count else {
        throw file.refusal("the archive ends without its end mark", at: offset)
      }
      let header = file.array(offset..<(offset + Self.block))
      if header.allSatisfy({ $0 == 0 }) { break }
      let sum = header.indices.reduce(0) {
        $0 + ((148..<156).contains($1) ? 0x20 : Int(header[$1]))
      }
      guard Self.octal(header[148..<156]) == sum, let size = Self.octal(header[124..<136]),
        size <= file.count - offset - Self.block
      else { throw file.refusal("a header's checksum or size is wrong", at: offset) }
      let data = (offset + Self.block)..<(offset + Self.block + size)
      let kind = header[156]
      switch kind {
      case UInt8(ascii: "L"), UInt8(ascii: "x"):
        guard size <= Self.nameLimit, let text = file.string(data) else {
          throw file.refusal("a long name is too long, or not UTF-8", at: offset)
        }
        longName =
          kind == UInt8(ascii: "L") ? String(text.prefix { $0 != "\0" }) : Self.path(in: text)
      case UInt8(ascii: "g"): break
      default:
        // GNU's form has other things in the place of the folders.
        let folders = header[262] == 0 ? Self.text(header[345..<500]) : ""
        let short = [folders, Self.text(header[0..<100])]
        let name = longName ?? short.filter { !$0.isEmpty }.joined(separator: "/")
        entries.append(Entry(name: name, kind: kind, range: data))
        longName = nil
      }
      guard entries.count <= Self.entryLimit else {
        throw file.refusal("more than \(Self.entryLimit) entries", at: offset)
      }
      offset += Self.block + (size + Self.block - 1) / Self.block * Self.block
    }
  }

  var defects: [ArchiveDefect] {
    var defects: [ArchiveDefect] = []
    var seen: Set<String> = []
    for entry in entries {
      func note(_ what: String) { defects.append(ArchiveDefect(name: entry.name, what: what)) }
      if let what = ArchivePath.defect(of: entry.name) { note(what) }
      switch entry.kind {
      case 0, UInt8(ascii: "0"), UInt8(ascii: "5"), UInt8(ascii: "7"): break
      case UInt8(ascii: "1"), UInt8(ascii: "2"): note("it is a link")
      default: note("it is neither a file nor a folder")
      }
      if !seen.insert(entry.name.lowercased()).inserted {
        note("another entry has this name, or has it in other letters")
      }
    }
    return defects
  }

  private static func octal(_ field: ArraySlice<UInt8>) -> Int? {
    let digits = field.drop { $0 == 0x20 }.prefix { (0x30...0x37).contains($0) }
    guard !digits.isEmpty, digits.count <= 12 else { return nil }
    return digits.reduce(0) { $0 << 3 | Int($1 - 0x30) }
  }

  private static func text(_ field: ArraySlice<UInt8>) -> String {
    String(decoding: field.prefix { $0 != 0 }, as: UTF8.self)
  }

  /// `23 path=some/name`, one of several lines.
  private static func path(in text: String) -> String? {
    for line in text.split(separator: "\n") {
      guard let space = line.firstIndex(of: " ") else { continue }
      let entry = line[line.index(after: space)...]
      if entry.hasPrefix("path=") { return String(entry.dropFirst(5)) }
    }
    return nil
  }
}

extension MappedFile {
  func refusal(_ message: String, at offset: Int) -> CandorError {
    CandorError(.malformed, message, at: .init(file: path.string, byteOffset: offset))
  }
}
