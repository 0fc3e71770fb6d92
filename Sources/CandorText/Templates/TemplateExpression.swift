/// An expression of a template, and where it stands.
struct TemplateExpression: Sendable {
  indirect enum Kind: Sendable {
    case constant(TemplateValue)
    case name(String)
    case list([TemplateExpression])
    case tuple([TemplateExpression])
    case mapping([(key: TemplateExpression, value: TemplateExpression)])
    case member(TemplateExpression, String)
    case item(TemplateExpression, TemplateExpression)
    case slice(TemplateExpression, [TemplateExpression?])
    case call(TemplateExpression, TemplateCallArguments)
    case filter(TemplateExpression, String, TemplateCallArguments)
    case test(TemplateExpression, String, TemplateCallArguments)
    case not(TemplateExpression)
    case sign(TemplateExpression, isMinus: Bool)
    case and(TemplateExpression, TemplateExpression)
    case or(TemplateExpression, TemplateExpression)
    case arithmetic(String, TemplateExpression, TemplateExpression)
    case comparison(TemplateExpression, [(relation: String, other: TemplateExpression)])
    case conditional(TemplateExpression, if: TemplateExpression, else: TemplateExpression?)
    /// What a block caught, for its filters.
    case captured
  }

  let kind: Kind
  let place: TemplatePlace
}

/// The arguments of a call, a filter or a test, as they are written.
struct TemplateCallArguments: Sendable {
  var positional: [TemplateExpression] = []
  var named: [(name: String, value: TemplateExpression)] = []
}
