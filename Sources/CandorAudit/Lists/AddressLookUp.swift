/// Whether one address is in a list, without a record around it: what `candor-bench` measures.
package struct AddressLookUp {
  private var matcher: ListMatcher

  package init(_ lists: [AuditList]) { matcher = ListMatcher(lists) }

  /// - Parameter text: one address, with its scheme.
  package mutating func isListed(_ text: Span<UInt8>) -> Bool {
    defer { matcher.hits[0] = false }
    return matcher.lookUp(text, .init(range: 0..<text.count, hasScheme: true))
  }
}
