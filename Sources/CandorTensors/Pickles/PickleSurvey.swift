import CandorCore

/// A look at a pickle that understands nothing: which instructions are there, and which names.
///
/// It says what a pickle that was not permitted would call, and whether bytes are a pickle at all.
/// Its answer is never a reason to permit anything.
struct PickleSurvey {
  /// Names as `module.name`, in their order, each once.
  private(set) var names: [String] = []
  /// Other ways to run code than by a name in the stream.
  private(set) var extensions = false
  /// Whether the bytes end with the end of a pickle and make or call something on the way.
  private(set) var isPickle = false

  private static let most = 64

  init(of bytes: [UInt8], at position: Int = 0, file: String) {
    var reader = PickleReader(bytes, at: position, file: file)
    var texts: [String] = []
    var memo: [Int: String] = [:]
    var isWhole = false
    while let instruction = try? reader.next() {
      switch (instruction.opcode, instruction.operand) {
      case (.stop, _): isWhole = true
      case (.global, .names(let module, let name)), (.instance, .names(let module, let name)):
        note(module, name)
      case (.stackGlobal, _):
        note(texts.dropLast().last ?? "", texts.last ?? "")
      case (.extension1, _), (.extension2, _), (.extension4, _): extensions = true
      case (.binaryPut, .integer(let slot)), (.longBinaryPut, .integer(let slot)):
        memo[slot] = texts.last
      case (.memoize, _): memo[memo.count] = texts.last ?? ""
      case (.binaryGet, .integer(let slot)), (.longBinaryGet, .integer(let slot)):
        if let text = memo[slot] { texts.append(text) }
      case (_, .text(let text)): texts.append(text)
      default: break
      }
      if isWhole { break }
    }
    let isMarked = bytes.first == PickleOpcode.version.rawValue && reader.position == bytes.count
    isPickle = isWhole && (!names.isEmpty || extensions || isMarked)
  }

  /// The names that are not permitted.
  var foreign: [String] {
    names.filter { name in
      guard let dot = name.lastIndex(of: ".") else { return true }
      let (module, last) = (String(name[..<dot]), String(name[name.index(after: dot)...]))
      return PickleGlobal(module: module, name: last) == nil
    }
  }

  private mutating func note(_ module: String, _ name: String) {
    // Other bytes than those of names are noise, or meant to look like it.
    func isName(_ text: String) -> Bool {
      !text.isEmpty
        && text.utf8.allSatisfy {
          switch $0 {
          case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x2E: true
          default: false
          }
        }
    }
    guard isName(module), isName(name) else { return }
    let full = "\(module).\(name)"
    if names.count < Self.most, !names.contains(full) { names.append(full) }
  }
}
