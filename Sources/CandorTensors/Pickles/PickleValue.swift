/// What a pickle describes: a value, or a place in the list of containers it shares.
///
/// Descriptions only. Nothing here is a Python object, and nothing was called to make it.
enum PickleValue {
  case none
  case boolean(Bool)
  case integer(Int)
  /// An integer beyond 64 bits, two's complement, little endian.
  case long([UInt8])
  case real(Double)
  case text(String)
  case bytes([UInt8])
  /// A name that is permitted, and what it stands for.
  case global(PickleGlobal)
  case element(TorchElement)
  /// A storage or a tensor, by its number.
  case storage(Int)
  case tensor(Int)
  case layout(SparseLayout)
  /// Of no interest, and harmless.
  case opaque
  /// A container, by its number: others may hold the same.
  case node(Int)
}

/// A container that later instructions may still fill.
enum PickleNode {
  case tuple([PickleValue])
  case list([PickleValue])
  case set([PickleValue])
  case dictionary([(key: PickleValue, value: PickleValue)])
  /// What a tensor of several tensors consists of; the one that is the tensor itself has no name.
  case parts([(name: String, value: PickleValue)])
  /// An array or an element type of NumPy, before and after its state is set.
  case numpy
}

/// Containers, storages and tensors by number, and the value that a finished pickle leaves behind.
struct PickleDescription {
  var nodes: [PickleNode] = []
  var storages: [TorchStorage] = []
  var tensors: [TorchTensor] = []
  var root = PickleValue.none

  /// The most dimensions PyTorch allows.
  private static let mostExtents = 64

  func items(of value: PickleValue) -> [PickleValue]? {
    guard case .node(let index) = value else { return nil }
    switch nodes[index] {
    case .tuple(let items), .list(let items): return items
    default: return nil
    }
  }

  func tuple(_ value: PickleValue) -> [PickleValue]? {
    guard case .node(let index) = value, case .tuple(let items) = nodes[index] else { return nil }
    return items
  }

  func dictionary(_ value: PickleValue) -> [(key: PickleValue, value: PickleValue)]? {
    guard case .node(let index) = value, case .dictionary(let members) = nodes[index] else {
      return nil
    }
    return members
  }

  /// A tuple of whole numbers.
  func extents(_ value: PickleValue) -> [Int]? {
    guard let items = tuple(value), items.count <= Self.mostExtents else { return nil }
    var extents: [Int] = []
    for item in items {
      guard case .integer(let extent) = item, extent >= 0 else { return nil }
      extents.append(extent)
    }
    return extents
  }
}
