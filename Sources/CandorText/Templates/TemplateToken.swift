/// The smallest parts of a template.
struct TemplateToken: Equatable {
  enum Kind: Equatable {
    /// Text between tags, white space taken away as the tags ask.
    case data(String)
    case variableBegin
    case variableEnd
    case blockBegin
    case blockEnd
    case name(String)
    case string(String)
    case integer(Int)
    case double(Double)
    case symbol(String)
    case end
  }

  let kind: Kind
  let place: TemplatePlace

  /// The token as errors say it.
  var description: String {
    switch kind {
    case .data: "text"
    case .variableBegin: "`{{`"
    case .variableEnd: "`}}`"
    case .blockBegin: "`{%`"
    case .blockEnd: "`%}`"
    case .name(let name), .symbol(let name): "`\(name)`"
    case .string: "a string"
    case .integer, .double: "a number"
    case .end: "the end of the template"
    }
  }
}

/// A place in a template's source, both counted from 1.
struct TemplatePlace: Equatable, Sendable {
  var line = 1
  var column = 1
}
