/// How the pairs of documents fill sequences. Either way each document, or piece of one, is a window
/// of attention for itself, whose positions begin at 0.
package enum PackingRule: String, Sendable, CaseIterable {
  /// A sequence takes documents in order while they fit whole. A document longer than a sequence is
  /// first cut into pieces as long as a sequence, the last one shorter, and each piece is then taken
  /// like a document.
  case whole

  /// Sequences are filled to the last pair, and documents are cut where sequences end.
  case split
}
