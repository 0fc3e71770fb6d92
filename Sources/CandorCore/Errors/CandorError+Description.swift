extension CandorError: CustomStringConvertible {
  /// The place, the message and, after a blank line, the hint:
  ///
  ///     recipe.yaml:12: `warmup`: expected an integer, found `ten`
  ///
  ///     hint: write the number of steps in digits
  public var description: String {
    var text = location?.description ?? ""
    if !text.isEmpty { text += ": " }
    text += message
    if let hint { text += "\n\nhint: \(hint)" }
    return text
  }
}

extension CandorError.Location: CustomStringConvertible {
  /// `file:line:column (byte offset): field`, less the parts that are not known.
  public var description: String {
    var place = file ?? ""
    if let line { place += place.isEmpty ? "line \(line)" : ":\(line)" }
    if let column { place += ":\(column)" }
    if let byteOffset {
      place += place.isEmpty ? "byte \(byteOffset)" : " (byte \(byteOffset))"
    }
    guard let field else { return place }
    return place.isEmpty ? "`\(field)`" : "\(place): `\(field)`"
  }
}
