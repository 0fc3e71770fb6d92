/// What a reader assumes of files that do not say it themselves.
package struct ReadingOptions: Sendable, Equatable {
  package var textSplit: TextSplit
  package var fields: JSONLinesFields
  package var limits: ReadingLimits

  package init(
    textSplit: TextSplit = .file,
    fields: JSONLinesFields = JSONLinesFields(),
    limits: ReadingLimits = ReadingLimits()
  ) {
    self.textSplit = textSplit
    self.fields = fields
    self.limits = limits
  }
}
