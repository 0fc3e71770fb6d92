import CandorCore

// `a.b`, `a[b]` and `a[b:c:d]`, in the order in which Jinja looks: what is not there is undefined, and
// so is what only Python has. What would change a value or leave the template is not offered.
extension TemplateValue {
  static let textMethods = [
    "capitalize", "count", "endswith", "find", "isalnum", "isalpha", "isdigit", "islower",
    "isspace",
    "isupper", "join", "lower", "lstrip", "removeprefix", "removesuffix", "replace", "rfind",
    "rsplit", "rstrip", "split", "splitlines", "startswith", "strip", "title", "upper",
  ]
  static let mappingMethods = ["copy", "get", "items", "keys", "values"]
  static let listMethods = ["count", "index"]

  /// Python's further methods: known, so that they are refused by name and not taken for undefined.
  private static let refusedMethods: Set<String> = [
    "append", "casefold", "center", "clear", "encode", "expandtabs", "extend", "format",
    "format_map", "fromkeys", "insert", "isascii", "isdecimal", "isidentifier", "isnumeric",
    "isprintable", "istitle", "ljust", "maketrans", "partition", "pop", "popitem", "remove",
    "reverse", "rindex", "rjust", "rpartition", "setdefault", "sort", "swapcase", "translate",
    "update", "zfill",
  ]

  /// `self.name`: a method before an item of the same name.
  func member(_ name: String) throws -> TemplateValue {
    if let method = try method(name) { return method }
    switch self {
    case .mapping(let mapping):
      return mapping[TemplateText(name, isTrusted: true)] ?? .undefined(name)
    case .loop(let loop): return loop.member(name) ?? .undefined("loop.\(name)")
    case .undefined: throw CandorError(.malformed, "\(kind) has no member `\(name)`")
    default: return .undefined(name)
    }
  }

  /// `self[key]`: an item before a method of the same name.
  func item(_ key: TemplateValue) throws -> TemplateValue {
    switch (self, key) {
    case (.undefined, _): throw CandorError(.malformed, "\(kind) has no items")
    case (.mapping(let mapping), .text(let name)):
      return try mapping[name] ?? member(name.string)
    case (.loop, .text(let name)): return try member(name.string)
    case (.list(let list), _) where list.isIndexed && key.integral != nil:
      return Self.place(key.integral, in: list.items.count).map { list.items[$0] }
        ?? .undefined("item")
    case (.text(let text), _) where key.integral != nil:
      return Self.place(key.integral, in: text.count)
        .map { .text(TemplateText(CollectionOfOne(text.characters[$0]))) } ?? .undefined("item")
    case (_, .text(let name)): return try method(name.string) ?? .undefined(name.string)
    default: return .undefined("item")
    }
  }

  private func method(_ name: String) throws -> TemplateValue? {
    let known: [String]
    switch self {
    case .text: known = Self.textMethods
    case .mapping: known = Self.mappingMethods
    case .list: known = Self.listMethods
    default: known = []
    }
    if name.hasPrefix("_") {
      throw CandorError(.unsupported, "`\(name)`: names that begin with `_` are Python's own")
    }
    if known.contains(name) { return .function(.method(name, of: self)) }
    guard Self.refusedMethods.contains(name), !known.isEmpty, !hasItem(name) else { return nil }
    throw CandorError(
      .unsupported, "the method `\(name)` of \(kind) is not supported",
      hint: "supported are \(known.joined(separator: ", "))")
  }

  private func hasItem(_ name: String) -> Bool {
    guard case .mapping(let mapping) = self else { return false }
    return mapping[TemplateText(name, isTrusted: true)] != nil
  }

  private static func place(_ index: Int?, in count: Int) -> Int? {
    guard let index, (-count..<count).contains(index) else { return nil }
    return index < 0 ? index + count : index
  }
}

extension TemplateValue {
  /// `self[from:to:step]`.
  func slice(_ from: Int?, _ to: Int?, _ step: Int?) throws -> TemplateValue {
    let step = step ?? 1
    guard step != 0 else { throw CandorError(.malformed, "a slice has steps of 0") }
    switch self {
    case .text(let text):
      let places = Self.places(from, to, step, in: text.count)
      return .text(TemplateText(places.lazy.map { text.characters[$0] }))
    case .list(let list) where list.isIndexed:
      return .list(
        Self.places(from, to, step, in: list.items.count).map { list.items[$0] }, list.kind)
    default: throw CandorError(.malformed, "\(kind) cannot be sliced")
    }
  }

  /// Python's `slice.indices`.
  private static func places(
    _ from: Int?, _ to: Int?, _ step: Int, in count: Int
  ) -> StrideTo<Int> {
    let (lowest, highest) = step > 0 ? (0, count) : (-1, count - 1)
    func bound(_ value: Int?, else fallback: Int) -> Int {
      guard let value else { return fallback }
      return min(max(value < 0 ? max(value, -count - 1) + count : value, lowest), highest)
    }
    let start = bound(from, else: step > 0 ? lowest : highest)
    let stop = bound(to, else: step > 0 ? highest : lowest)
    return stride(from: start, to: stop, by: min(max(step, -count - 1), count + 1))
  }
}
