/// Texts joined that share a band of their signatures, and those that share one with these: the
/// components are the same in whatever order texts come.
/// - Memory: 24 bytes for each text besides the keys.
struct NearClusters {
  private var parents: [Int]

  /// - Parameter keys: the keys of each text, or none.
  /// - Complexity: O(n log n) for each band.
  init(_ keys: [[UInt64]]) {
    parents = Array(keys.indices)
    for band in 0..<MinHash.bands {
      var entries = keys.indices.filter { !keys[$0].isEmpty }.map {
        (key: keys[$0][band], text: $0)
      }
      entries.sort { $0 < $1 }
      for (first, second) in zip(entries, entries.dropFirst()) where first.key == second.key {
        join(first.text, second.text)
      }
    }
  }

  /// The first text of the component.
  mutating func root(of text: Int) -> Int {
    var root = text
    while parents[root] != root { root = parents[root] }
    var place = text
    while parents[place] != root { (parents[place], place) = (root, parents[place]) }
    return root
  }

  private mutating func join(_ first: Int, _ second: Int) {
    let (a, b) = (root(of: first), root(of: second))
    parents[max(a, b)] = min(a, b)
  }
}
