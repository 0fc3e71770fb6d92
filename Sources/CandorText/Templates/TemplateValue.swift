import CandorCore

/// A value in a template: what Python's Jinja would hold there.
enum TemplateValue: Sendable {
  /// A name, member or item that is not there.
  case undefined(String)
  case none
  case bool(Bool)
  case integer(Int)
  case double(Double)
  case text(TemplateText)
  case list(TemplateList)
  case mapping(TemplateMapping)
  /// What `namespace()` made, by its number: the only thing that a template can change.
  case namespace(Int)
  case loop(TemplateLoop)
  case function(TemplateFunction)

  static func literal(_ text: String) -> TemplateValue {
    .text(TemplateText(text, isTrusted: true))
  }

  static func list(_ items: [TemplateValue], _ kind: TemplateList.Kind = .list) -> TemplateValue {
    .list(TemplateList(items, kind))
  }

  var isUndefined: Bool { if case .undefined = self { true } else { false } }

  /// What `if` decides by.
  var isTrue: Bool {
    switch self {
    case .undefined, .none: false
    case .bool(let flag): flag
    case .integer(let integer): integer != 0
    case .double(let number): number != 0
    case .text(let text): !text.isEmpty
    case .list(let list): list.kind == .lazy || !list.items.isEmpty
    case .mapping(let mapping): mapping.count > 0
    case .namespace, .loop, .function: true
    }
  }

  /// The kind, as errors say it.
  var kind: String {
    switch self {
    case .undefined(let name): "`\(name)`, which is undefined,"
    case .none: "none"
    case .bool: "a truth value"
    case .integer: "an integer"
    case .double: "a number with a fraction"
    case .text: "a text"
    case .list(let list): list.kind.rawValue
    case .mapping: "a mapping"
    case .namespace: "a namespace"
    case .loop: "a loop"
    case .function: "a function"
    }
  }

  /// How much this is, as it would be written.
  var extent: TemplateExtent {
    switch self {
    case .text(let text): TemplateExtent(size: 1 + text.count)
    case .list(let list): list.extent
    case .mapping(let mapping): mapping.extent
    default: TemplateExtent()
    }
  }
}

/// The extent of a value, which a template can square with every line (`a = [a, a]`).
struct TemplateExtent: Sendable {
  /// Values and characters; a value that occurs twice counts twice.
  var size = 1
  /// How many lists and mappings lie in one another.
  var depth = 0

  mutating func enclose(_ other: TemplateExtent) {
    size = min(size + other.size, 1 << 40)
    depth = max(depth, other.depth + 1)
  }
}

/// Values in a row.
struct TemplateList: Sendable {
  enum Kind: String, Sendable {
    case list = "a list"
    case tuple = "a tuple"
    /// The keys, values or members of a mapping: it has a length and no items.
    case view = "a view of a mapping"
    /// What a filter gives out one by one: it has no length and no items, and is always true.
    case lazy = "a sequence without length"
  }

  let items: [TemplateValue]
  let kind: Kind

  /// Whether items can be asked for by their places.
  var isIndexed: Bool { kind == .list || kind == .tuple }
  private(set) var extent = TemplateExtent(depth: 1)

  init(_ items: [TemplateValue], _ kind: Kind = .list) {
    self.items = items
    self.kind = kind
    for item in items { extent.enclose(item.extent) }
  }
}

/// Named values in their order.
struct TemplateMapping: Sendable {
  private(set) var members: [(key: TemplateText, value: TemplateValue)] = []
  private(set) var extent = TemplateExtent(depth: 1)
  private var places: [TemplateText: Int] = [:]

  init() {}

  var count: Int { members.count }
  var keys: [TemplateValue] { members.map { .text($0.key) } }

  subscript(key: TemplateText) -> TemplateValue? {
    get { places[key].map { members[$0].value } }
    set {
      guard let newValue else { return }
      extent.enclose(TemplateValue.text(key).extent)
      extent.enclose(newValue.extent)
      if let place = places[key] {
        members[place].value = newValue
      } else {
        places[key] = members.count
        members.append((key, newValue))
      }
    }
  }
}

/// What the body of a `for` may ask about its loop.
final class TemplateLoop: Sendable {
  let items: [TemplateValue]
  let index: Int

  init(_ items: [TemplateValue], at index: Int) {
    self.items = items
    self.index = index
  }

  func member(_ name: String) -> TemplateValue? {
    switch name {
    case "index": .integer(index + 1)
    case "index0": .integer(index)
    case "revindex": .integer(items.count - index)
    case "revindex0": .integer(items.count - index - 1)
    case "first": .bool(index == 0)
    case "last": .bool(index == items.count - 1)
    case "length": .integer(items.count)
    case "depth": .integer(1)
    case "depth0": .integer(0)
    case "previtem": index > 0 ? items[index - 1] : .undefined("loop.previtem")
    case "nextitem": index + 1 < items.count ? items[index + 1] : .undefined("loop.nextitem")
    case "cycle": .function(.loopCycle(self))
    default: nil
    }
  }
}

/// What can be called.
enum TemplateFunction: Sendable {
  /// `range`, `dict`, `namespace`, `raise_exception`, `strftime_now`.
  case global(String)
  indirect case method(String, of: TemplateValue)
  case macro(TemplateMacro)
  /// The body of a `call` block, in the scope of this number.
  case caller(TemplateMacro, scope: Int)
  case loopCycle(TemplateLoop)
}
