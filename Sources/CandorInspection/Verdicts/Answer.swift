/// Yes, no, or not to be known from here (Kleene's three values).
public enum Answer: String, Sendable {
  case yes, no, undetermined

  public static prefix func ! (answer: Answer) -> Answer {
    switch answer {
    case .yes: .no
    case .no: .yes
    case .undetermined: .undetermined
    }
  }

  /// No if one is no, yes if all are yes.
  static func all(_ answers: some Sequence<Answer>) -> Answer {
    var result = Answer.yes
    for answer in answers {
      if answer == .no { return .no }
      if answer == .undetermined { result = .undetermined }
    }
    return result
  }

  /// Yes if one is yes, no if all are no.
  static func any(_ answers: some Sequence<Answer>) -> Answer { !all(answers.map { !$0 }) }

  init(_ flag: Bool) { self = flag ? .yes : .no }
}
