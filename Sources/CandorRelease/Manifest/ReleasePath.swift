import CandorCore
import SystemPackage

/// The path of a file inside a release: relative, with `/`, and unable to leave the folder.
///
/// Ordered by its UTF-8 bytes, which is the order of every list of files that enters a digest.
public struct ReleasePath: Hashable, Sendable, Comparable, CustomStringConvertible {
  public let text: String

  /// - Throws: `malformed` for an absolute path; for an empty, `.` or `..` component; for `\`, `:`,
  ///   control and bidirectional formatting characters; for a component above 255 bytes, or more
  ///   than 1,024 bytes in all.
  public init(_ text: String, at place: CandorError.Location? = nil) throws {
    func refusal(_ reason: String) -> CandorError {
      CandorError(
        .malformed, "`\(Self.printable(text))` is no path in a release: \(reason)", at: place)
    }
    guard (1...1024).contains(text.utf8.count) else {
      throw refusal("it must have 1 to 1024 bytes")
    }
    guard text.utf8.first != UInt8(ascii: "/") else { throw refusal("it is absolute") }
    guard !text.unicodeScalars.contains(where: Self.isForbidden) else {
      throw refusal("it holds a backslash, colon, control or direction character")
    }
    for component in text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    {
      switch Array(component) {
      case []: throw refusal("it has an empty component")
      case Array(".".utf8), Array("..".utf8): throw refusal("it has a `.` or `..` component")
      default: break
      }
      guard component.count <= 255 else { throw refusal("a component has more than 255 bytes") }
    }
    self.text = text
  }

  public var description: String { text }

  /// The names on the way down to the file.
  package var components: [Substring] { text.split(separator: "/") }

  /// Two paths with equal keys would be one file on systems that ignore case or normalise names.
  ///
  /// Swift compares strings by canonical equivalence, so the key needs no normalisation of its own.
  package var collisionKey: String { text.lowercased() }

  package func resolved(in folder: FilePath) -> FilePath {
    components.reduce(into: folder) { $0.append(String($1)) }
  }

  public static func < (left: Self, right: Self) -> Bool {
    left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
  }

  // By bytes, as the order is: canonically equivalent names are different files on Linux.
  public static func == (left: Self, right: Self) -> Bool {
    ExactString(left.text) == ExactString(right.text)
  }

  public func hash(into hasher: inout Hasher) { hasher.combine(ExactString(text)) }

  private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x3A, 0x5C: true  // controls, colon, backslash
    case 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069, 0x061C, 0xFEFF: true
    default: false
    }
  }

  private static func printable(_ text: String) -> String {
    var shown = ""
    for scalar in text.unicodeScalars.prefix(120) {
      let isVisible = !isForbidden(scalar) || scalar == ":" || scalar == "\\"
      shown.unicodeScalars.append(isVisible ? scalar : "\u{FFFD}")
    }
    return shown
  }
}
