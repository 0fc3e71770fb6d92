/// One text of a dataset, under the name by which it can be found again.
package struct Document: Sendable, Equatable {
  /// The record's own id, or `name#line`: the file's name and the line the document begins on.
  package var id: String

  /// Valid UTF-8, byte for byte as the source holds it.
  package var text: [UInt8]

  package init(id: String, text: [UInt8]) {
    self.id = id
    self.text = text
  }
}
