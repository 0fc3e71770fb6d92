/// A token that is found by its name, before the model sees the text around it: a member of
/// `added_tokens` in a `tokenizer.json`.
struct AddedToken: Sendable, Equatable {
  let id: Int32
  let name: String
  /// Whether it controls the model, rather than being text.
  var isSpecial = true
  /// Whether its name is looked for in the normalised text, in its normalised form.
  var isNormalized = false
  /// Whether it counts only with no word character beside it.
  var isSingleWord = false
  /// Whether it takes the white space before it, or after it.
  var stripsLeft = false
  var stripsRight = false

  /// Whether its name is white space, which controls nothing whoever writes it.
  var isBlank: Bool {
    !isSpecial && scalars(of: Array(name.utf8)).allSatisfy(UnicodeProperty.whitespace.contains)
  }
}
