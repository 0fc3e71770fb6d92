import CandorCore

// Filters that choose, order and change the values of a list.
extension TemplateRenderer {
  mutating func choosing(
    _ name: String, _ items: [TemplateValue], _ arguments: TemplateArguments
  ) throws -> [TemplateValue] {
    switch name {
    case "map":
      if arguments.positional.isEmpty { return try mapAttribute(items, arguments) }
      let (filter, rest) = try arguments.droppingName("a filter")
      return try items.map { try self.filter(filter, $0, rest) }
    case "select", "reject":
      guard !arguments.positional.isEmpty else {
        return items.filter { $0.isTrue == (name == "select") }
      }
      let (test, rest) = try arguments.droppingName("a test")
      return try items.filter { try self.test(test, $0, rest) == (name == "select") }
    default:
      guard let wanted = arguments.positional.first else {
        throw CandorError(.malformed, "`\(name)` needs the name of an attribute")
      }
      let path = try attributePath(wanted)
      let rest = TemplateArguments(
        positional: Array(arguments.positional.dropFirst()), named: arguments.named)
      guard !rest.positional.isEmpty else {
        return try items.filter {
          try attribute(path, of: $0).isTrue == (name == "selectattr")
        }
      }
      let (test, further) = try rest.droppingName("a test")
      return try items.filter {
        try self.test(test, attribute(path, of: $0), further) == (name == "selectattr")
      }
    }
  }

  private mutating func mapAttribute(
    _ items: [TemplateValue], _ arguments: TemplateArguments
  ) throws -> [TemplateValue] {
    let values = try arguments.bound(to: "attribute", "default")
    guard let wanted = values[0] else {
      throw CandorError(.malformed, "`map` needs a filter or an attribute")
    }
    let path = try attributePath(wanted)
    return try items.map { item in
      let value = try attribute(path, of: item)
      return value.isUndefined ? values[1] ?? value : value
    }
  }

  /// `a.b.0` as the keys `a`, `b` and 0.
  func attributePath(_ value: TemplateValue) throws -> [TemplateValue] {
    switch value {
    case .integer: return [value]
    case .text(let text):
      let dot = TemplateText(".", isTrusted: true)
      return text.split(by: dot).map { part in Int(part.string).map { .integer($0) } ?? .text(part)
      }
    default: throw CandorError(.malformed, "\(value.kind) is no attribute")
    }
  }

  mutating func attribute(
    _ path: [TemplateValue], of value: TemplateValue
  ) throws -> TemplateValue {
    try spend(path.count)
    return try path.reduce(value) { try $0.item($1) }
  }

  mutating func ordering(
    _ name: String, _ items: [TemplateValue], _ arguments: TemplateArguments
  ) throws -> TemplateValue {
    switch name {
    case "sum":
      let values = try arguments.bound(to: "attribute", "start")
      let path = try values[0].map { try attributePath($0) } ?? []
      return try items.reduce(values[1] ?? .integer(0)) {
        try arithmetic("+", $0, attribute(path, of: $1))
      }
    case "sort":
      let values = try arguments.bound(to: "reverse", "case_sensitive", "attribute")
      let keys = try keys(items, values[2], isExact: values[1].isTrue)
      return .list(try order(keys, descends: values[0].isTrue).map { items[$0] })
    default:
      let values = try arguments.bound(to: "case_sensitive", "attribute")
      let keys = try keys(items, values[1], isExact: values[0].isTrue)
      if name == "unique" { return .list(try firsts(keys).map { items[$0] }, .lazy) }
      let order = try order(keys, descends: name == "max")
      return order.first.map { items[$0] } ?? .undefined(name)
    }
  }

  /// What values are ordered by; letters small unless it is exact.
  private mutating func keys(
    _ items: [TemplateValue], _ wanted: TemplateValue?, isExact: Bool
  ) throws -> [TemplateValue] {
    var path: [TemplateValue] = []
    if let wanted, case .none = wanted {} else if let wanted { path = try attributePath(wanted) }
    return try items.map { item in
      let key = try attribute(path, of: item)
      if !isExact, case .text(let text) = key { return .text(text.lowercased) }
      return key
    }
  }

  /// The places of `keys` in their order; equal ones as they stand.
  private mutating func order(_ keys: [TemplateValue], descends: Bool) throws -> [Int] {
    let size = keys.reduce(0) { $0 + $1.extent.size }
    try spend(size, times: Int.bitWidth - keys.count.leadingZeroBitCount)
    return try keys.indices.sorted { first, second in
      let (low, high) = descends ? (second, first) : (first, second)
      if try TemplateValue.isLess(keys[low], keys[high]) { return true }
      return try !TemplateValue.isLess(keys[high], keys[low]) && first < second
    }
  }

  private mutating func firsts(_ keys: [TemplateValue]) throws -> [Int] {
    var found: [Int] = []
    for (index, key) in keys.enumerated() {
      try spend(found.count, times: key.extent.size)
      if !found.contains(where: { keys[$0] == key }) { found.append(index) }
    }
    return found
  }

  mutating func sortedPairs(
    _ value: TemplateValue, _ arguments: TemplateArguments
  ) throws -> TemplateValue {
    let values = try arguments.bound(to: "case_sensitive", "by", "reverse")
    guard case .mapping(let mapping) = value else {
      throw CandorError(.malformed, "\(value.kind) is no mapping")
    }
    let by = try values[1].text("by")?.string ?? "key"
    let keys = try keys(
      mapping.members.map { by == "value" ? $0.value : .text($0.key) }, nil,
      isExact: values[0].isTrue)
    return .list(try order(keys, descends: values[2].isTrue).map { mapping.pairs[$0] })
  }
}
