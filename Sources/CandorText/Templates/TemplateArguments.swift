import CandorCore

/// The values that a function, method, filter or test is called with.
struct TemplateArguments {
  var positional: [TemplateValue] = []
  var named: [(name: String, value: TemplateValue)] = []

  /// The values of `parameters`, in their order; nil where none is given.
  ///
  /// - Throws: `malformed` for more, other or doubly given arguments.
  func bound(to parameters: String...) throws -> [TemplateValue?] {
    guard positional.count <= parameters.count else {
      throw CandorError(
        .malformed, "\(positional.count) arguments are more than \(parameters.count)")
    }
    var values: [TemplateValue?] =
      positional + Array(repeating: nil, count: parameters.count - positional.count)
    for (name, value) in named {
      guard let index = parameters.firstIndex(of: name) else {
        throw CandorError(
          .malformed, "there is no argument `\(name)`",
          hint: parameters.isEmpty ? nil : "there are \(parameters.joined(separator: ", "))")
      }
      guard values[index] == nil else { throw CandorError(.malformed, "`\(name)` is given twice") }
      values[index] = value
    }
    return values
  }

  /// Without the first argument, which must be a text: the name of a test, a filter or an attribute.
  func droppingName(_ what: String) throws -> (name: String, rest: TemplateArguments) {
    guard case .text(let name)? = positional.first else {
      throw CandorError(.malformed, "expected the name of \(what)")
    }
    return (name.string, TemplateArguments(positional: Array(positional.dropFirst()), named: named))
  }
}

extension Optional where Wrapped == TemplateValue {
  /// A whole number; nil for none and for nothing.
  func integer(_ what: String) throws -> Int? {
    switch self {
    case nil, .some(.none): return nil
    case .some(let value):
      if let integer = value.integral { return integer }
      throw CandorError(.malformed, "`\(what)` is \(value.kind) and not a whole number")
    }
  }

  /// A text; nil for none and for nothing.
  func text(_ what: String) throws -> TemplateText? {
    switch self {
    case nil, .some(.none): return nil
    case .some(.text(let text)): return text
    case .some(let value):
      throw CandorError(.malformed, "`\(what)` is \(value.kind) and not a text")
    }
  }

  /// Whether something true is given.
  var isTrue: Bool { self?.isTrue ?? false }
}
