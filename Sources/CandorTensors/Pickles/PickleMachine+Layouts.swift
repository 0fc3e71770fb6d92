/// Tensors that are more than a view of one storage: quantised, sparse, with attributes.
extension PickleMachine {
  /// Storage, offset, shape, strides, how to read the numbers, whether it has a gradient, and hooks.
  mutating func quantisedTensor(_ arguments: [PickleValue]) -> PickleValue? {
    guard arguments.count == 7, case .storage(let index) = arguments[0],
      let element = description.storages[index].element, element.isQuantised,
      let tensor = tensor(
        arguments[1...3] + arguments[5...6], description.storages[index], element),
      case .tensor(let number) = tensor,
      let scales = scales(of: description.tensors[number].shape, arguments[4])
    else { return nil }
    return scales.isEmpty ? tensor : add(.parts([("", tensor)] + scales))
  }

  /// The tensors of scales, one for each index of an axis; none where one scale is for all.
  private func scales(
    of shape: [Int], _ scheme: PickleValue
  ) -> [(name: String, value: PickleValue)]? {
    guard let parts = description.tuple(scheme), case .global(.scheme(let scheme)) = parts.first
    else { return nil }
    switch scheme {
    case .perTensor:
      guard parts.count == 3, case .real = parts[1], case .integer = parts[2] else { return nil }
      return []
    case .perChannel:
      // Older versions of PyTorch read beyond scales that are too few.
      guard parts.count == 4, case .tensor(let scales) = parts[1],
        case .tensor(let zeros) = parts[2], case .integer(let axis) = parts[3],
        shape.indices.contains(axis), description.tensors[scales].shape == [shape[axis]],
        description.tensors[zeros].shape == [shape[axis]]
      else { return nil }
      return [("scales", parts[1]), ("zero_points", parts[2])]
    }
  }

  /// `_get_layout('torch.sparse_coo')`
  func layout(_ arguments: [PickleValue]) -> PickleValue? {
    guard arguments.count == 1, case .text(let name) = arguments[0] else { return nil }
    return SparseLayout(rawValue: name).map { .layout($0) }
  }

  /// A layout, and indices, values, shape and, for coordinates, whether they are in order.
  mutating func sparseTensor(_ arguments: [PickleValue]) -> PickleValue? {
    guard arguments.count == 2, case .layout(let layout) = arguments[0],
      let data = description.tuple(arguments[1])
    else { return nil }
    let names = layout.parts
    guard data.count > names.count, description.extents(data[names.count]) != nil,
      data.dropFirst(names.count + 1).allSatisfy(isFlag),
      data.count <= names.count + (layout == .coordinates ? 2 : 1)
    else { return nil }
    var parts: [(name: String, value: PickleValue)] = []
    for (name, value) in zip(names, data) {
      guard case .tensor = value else { return nil }
      parts.append((name, value))
    }
    return add(.parts(parts))
  }

  private func isFlag(_ value: PickleValue) -> Bool {
    switch value {
    case .boolean, .none: true
    default: false
    }
  }

  /// A parameter, and attributes that somebody has given it.
  mutating func parameterWithState(_ arguments: [PickleValue]) throws -> PickleValue? {
    guard arguments.count == 4, try areAttributes(arguments[3]) else { return nil }
    return parameter(Array(arguments[..<3]))
  }

  /// What makes a tensor, `torch.Tensor`, what it is made of, and attributes that somebody has given it.
  mutating func tensorWithState(_ arguments: [PickleValue]) throws -> PickleValue? {
    guard arguments.count == 4, case .global(let maker) = arguments[0], maker.makesTensor,
      case .global(.tensorClass) = arguments[1], let parts = description.tuple(arguments[2]),
      try areAttributes(arguments[3])
    else { return nil }
    return try apply(maker, to: parts)
  }

  /// A dictionary by names that are nobody's own.
  mutating func areAttributes(_ state: PickleValue) throws -> Bool {
    guard let members = description.dictionary(state) else { return false }
    try spend(members.count)
    return members.allSatisfy {
      if case .text(let name) = $0.key { !name.hasPrefix("__") } else { false }
    }
  }
}

/// How a sparse tensor is kept, by PyTorch's name.
enum SparseLayout: String {
  case coordinates = "torch.sparse_coo"
  case rows = "torch.sparse_csr"
  case rowsOfBlocks = "torch.sparse_bsr"
  case columns = "torch.sparse_csc"
  case columnsOfBlocks = "torch.sparse_bsc"

  /// The tensors it consists of, by the names of the methods that return them.
  var parts: [String] {
    switch self {
    case .coordinates: ["indices", "values"]
    case .rows, .rowsOfBlocks: ["crow_indices", "col_indices", "values"]
    case .columns, .columnsOfBlocks: ["ccol_indices", "row_indices", "values"]
    }
  }
}
