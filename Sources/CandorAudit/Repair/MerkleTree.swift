import CandorCore

/// The hash tree of RFC 6962 (section 2.1) over byte strings: one digest for all of them, and for
/// each a short proof that it is among them.
package enum MerkleTree {
  package static func leaf(_ bytes: [UInt8]) -> Digest { Digest(of: [0] + bytes) }

  /// - Complexity: O(leaves).
  package static func root(_ leaves: ArraySlice<Digest>) -> Digest {
    switch leaves.count {
    case 0: return Digest(of: [] as [UInt8])
    case 1: return leaves[leaves.startIndex]
    default:
      let middle = leaves.startIndex + split(leaves.count)
      return node(root(leaves[..<middle]), root(leaves[middle...]))
    }
  }

  /// The digests that lead from one leaf to the root, from the bottom up.
  package static func path(to index: Int, in leaves: ArraySlice<Digest>) -> [Digest] {
    guard leaves.count > 1 else { return [] }
    let size = split(leaves.count)
    let middle = leaves.startIndex + size
    return index < size
      ? path(to: index, in: leaves[..<middle]) + [root(leaves[middle...])]
      : path(to: index - size, in: leaves[middle...]) + [root(leaves[..<middle])]
  }

  /// The root of a tree of `count` leaves in which `leaf` is at `index`, as its path says; nil if no
  /// such tree has such a path.
  package static func root(
    from leaf: Digest, at index: Int, of count: Int, path: ArraySlice<Digest>
  ) -> Digest? {
    guard (0..<count).contains(index) else { return nil }
    guard count > 1 else { return path.isEmpty ? leaf : nil }
    guard let last = path.last else { return nil }
    let size = split(count)
    if index < size {
      return root(from: leaf, at: index, of: size, path: path.dropLast()).map { node($0, last) }
    }
    return root(from: leaf, at: index - size, of: count - size, path: path.dropLast())
      .map { node(last, $0) }
  }

  private static func node(_ left: Digest, _ right: Digest) -> Digest {
    Digest(of: [1] + left.bytes + right.bytes)
  }

  /// The largest power of two below `count`.
  private static func split(_ count: Int) -> Int {
    1 << (Int.bitWidth - 1 - (count - 1).leadingZeroBitCount)
  }
}
