/// One value of a strictly read YAML file, with the line it stands on.
///
/// What YAML may say in many ways has one way here: no anchors, aliases, merge keys, tags or
/// several documents. A plain scalar keeps its text; which type it has is decided by the reader
/// that asks for it, so that no number passes through a type nobody asked for.
package struct StrictValue: Sendable {
  package enum Content: Sendable {
    case scalar(StrictScalar)
    case list([StrictValue])
    case mapping([StrictMember])
  }

  package var content: Content
  /// Counted from one.
  package var line: Int

  /// How a message calls what was found, for example "the text `ten`".
  var description: String {
    switch content {
    case .scalar(let scalar): scalar.description
    case .list: "a list"
    case .mapping: "a mapping"
    }
  }
}

/// One `key: value` of a mapping.
package struct StrictMember: Sendable {
  package var key: String
  package var value: StrictValue
  /// The line of the key, counted from one.
  package var line: Int
}
