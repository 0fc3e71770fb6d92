/// A statement of a template.
indirect enum TemplateStatement: Sendable {
  case text(TemplateText)
  case output(TemplateExpression)
  case conditional(
    [(condition: TemplateExpression, body: [TemplateStatement])], else: [TemplateStatement])
  case loop(TemplateForLoop)
  case assignment(TemplateTarget, TemplateExpression, TemplatePlace)
  /// `set` with a body: what it writes, through the filters, becomes the value.
  case capture(TemplateTarget, TemplateExpression, [TemplateStatement], TemplatePlace)
  case macro(TemplateMacro)
  case call(TemplateExpression, TemplateCallArguments, body: TemplateMacro, TemplatePlace)
  case filter(TemplateExpression, [TemplateStatement])
  case scope(
    [(target: TemplateTarget, value: TemplateExpression)], [TemplateStatement], TemplatePlace)
  case breakLoop
  case continueLoop
}

struct TemplateForLoop: Sendable {
  let target: TemplateTarget
  let items: TemplateExpression
  let condition: TemplateExpression?
  let body: [TemplateStatement]
  let otherwise: [TemplateStatement]
  let place: TemplatePlace
}

/// What a value is given to.
indirect enum TemplateTarget: Sendable {
  case name(String)
  case member(of: String, String)
  case tuple([TemplateTarget])
}

/// A macro, or the body of a `call` block.
final class TemplateMacro: Sendable {
  let name: String
  let parameters: [(name: String, fallback: TemplateExpression?)]
  let body: [TemplateStatement]

  init(
    _ name: String, _ parameters: [(name: String, fallback: TemplateExpression?)],
    _ body: [TemplateStatement]
  ) {
    self.name = name
    self.parameters = parameters
    self.body = body
  }
}
