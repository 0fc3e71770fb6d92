import CandorCore
import CandorTensors

/// One flat run of gradients, laid out as the parameters are.
public final class Gradients {
  public var values: Buffer<Float>

  public init(extent: Int) {
    values = Buffer(count: extent, repeating: 0)
  }
}

/// Sums the virtual workers' gradients by a balanced binary tree (numerics 9): node i of a level is
/// node 2i plus node 2i + 1 of the level below, and a node without a partner rises as it is. Leaves
/// may come in any order and from any real worker; only their numbers decide who is added to whom.
public struct GradientTree {
  private struct Node {
    let level: Int
    let index: Int
    let gradients: Gradients
    let loss: Float
  }

  private let leaves: Int
  private var waiting: [Node] = []

  public init(leaves: Int) {
    self.leaves = leaves
  }

  /// Nodes at a level of the tree.
  private func width(level: Int) -> Int {
    (leaves + (1 << level) - 1) >> level
  }

  /// Adds a leaf, and every sum that has become possible.
  ///
  /// - Returns: gradients that are free for another leaf.
  public mutating func insert(
    leaf: Int, _ gradients: Gradients, loss: Float, arithmetic: Arithmetic
  ) -> [Gradients] {
    insert(Node(level: 0, index: leaf, gradients: gradients, loss: loss), arithmetic)
  }

  /// Adds the sums that another worker has made of its leaves.
  public mutating func merge(_ other: GradientTree, arithmetic: Arithmetic) -> [Gradients] {
    var free: [Gradients] = []
    for node in other.waiting { free += insert(node, arithmetic) }
    return free
  }

  private mutating func insert(_ node: Node, _ arithmetic: Arithmetic) -> [Gradients] {
    var node = node
    var free: [Gradients] = []
    while width(level: node.level) > 1 {
      let isLast = node.index == width(level: node.level) - 1
      if isLast && node.index % 2 == 0 {
        node = Node(
          level: node.level + 1, index: node.index / 2, gradients: node.gradients, loss: node.loss)
        continue
      }
      let partner = waiting.firstIndex { $0.level == node.level && $0.index == node.index ^ 1 }
      guard let partner else { break }
      let other = waiting.remove(at: partner)
      let (left, right) = node.index < other.index ? (node, other) : (other, node)
      arithmetic.add(
        count: left.gradients.values.count, right.gradients.values,
        to: &left.gradients.values)
      free.append(right.gradients)
      node = Node(
        level: node.level + 1, index: node.index / 2, gradients: left.gradients,
        loss: left.loss + right.loss)
    }
    waiting.append(node)
    return free
  }

  /// The root, once every leaf has been added.
  public mutating func takeRoot() -> (gradients: Gradients, loss: Float) {
    precondition(waiting.count == 1 && width(level: waiting[0].level) == 1)
    let root = waiting.removeLast()
    return (root.gradients, root.loss)
  }
}
