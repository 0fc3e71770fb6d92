import CandorCore

/// What the permitted names describe when a pickle calls them, each with exactly the arguments that
/// PyTorch and NumPy write.
extension PickleMachine {
  mutating func apply(_ global: PickleGlobal, to arguments: [PickleValue]) throws -> PickleValue {
    let value: PickleValue? =
      switch global {
      case .orderedDictionary: try orderedDictionary(arguments)
      case .counter:
        arguments.count == 1
          ? description.dictionary(arguments[0]).map { add(.dictionary($0)) } : nil
      case .set:
        arguments.count == 1
          ? description.items(of: arguments[0]).map { add(.set($0)) } : nil
      case .rebuildTensor: tensor(arguments)
      case .rebuildTensorWithType: tensorWithType(arguments)
      case .rebuildParameter: parameter(arguments)
      case .rebuildParameterWithState: try parameterWithState(arguments)
      case .rebuildQuantised: quantisedTensor(arguments)
      case .rebuildSparse: sparseTensor(arguments)
      case .rebuildWithState: try tensorWithState(arguments)
      case .layout: layout(arguments)
      case .nested: throw reader.malformed("a nested tensor, whose parts may lie anywhere")
      case .meta: throw reader.malformed("a tensor without numbers")
      case .size:
        arguments.count == 1 && description.extents(arguments[0]) != nil ? arguments[0] : nil
      case .device: isDevice(arguments) ? .opaque : nil
      case .encode: try encoded(arguments)
      case .numpyReconstruct: numpyArray(arguments)
      case .numpyType: numpyType(arguments)
      case .numpyScalar: isNumPyScalar(arguments) ? .opaque : nil
      case .storage, .element, .numpyArray, .tensorClass, .scheme: nil
      }
    guard let value else {
      throw reader.malformed("`\(global)` is called with other arguments than weights need")
    }
    return value
  }

  /// `('storage', torch.FloatStorage, '0', 'cpu', 12)`; older files add a view, which is `None`.
  mutating func addStorage(_ identifier: PickleValue) throws -> PickleValue {
    guard let parts = description.tuple(identifier), parts.count == 5 || parts.count == 6,
      case .text("storage") = parts[0], case .global(.storage(let element)) = parts[1],
      case .text(let key) = parts[2], case .text = parts[3], case .integer(let count) = parts[4],
      parts.count == 5 || isNone(parts[5]),
      let storage = TorchStorage(key: key, element: element, count: count)
    else { throw reader.malformed("a reference to something that is no storage") }
    description.storages.append(storage)
    return .storage(description.storages.count - 1)
  }

  private func isNone(_ value: PickleValue) -> Bool {
    if case .none = value { true } else { false }
  }

  private mutating func orderedDictionary(_ arguments: [PickleValue]) throws -> PickleValue? {
    guard let items = arguments.first else { return add(.dictionary([])) }
    guard arguments.count == 1, let pairs = description.items(of: items) else { return nil }
    try spend(pairs.count)
    var members: [(key: PickleValue, value: PickleValue)] = []
    for pair in pairs {
      guard let pair = description.items(of: pair), pair.count == 2 else { return nil }
      members.append((pair[0], pair[1]))
    }
    return add(.dictionary(members))
  }

  /// Storage, offset, shape, strides, whether it has a gradient, and hooks, of which there are none.
  private mutating func tensor(_ arguments: [PickleValue]) -> PickleValue? {
    guard arguments.count == 6 || arguments.count == 7 && isMetadata(arguments[6]),
      case .storage(let index) = arguments[0],
      let element = description.storages[index].element, !element.isQuantised
    else { return nil }
    return tensor(arguments[1...5], description.storages[index], element)
  }

  /// As `tensor`, and the type of the elements.
  private mutating func tensorWithType(_ arguments: [PickleValue]) -> PickleValue? {
    guard arguments.count == 7 || arguments.count == 8 && isMetadata(arguments[7]),
      case .storage(let index) = arguments[0], description.storages[index].element == nil,
      case .element(let element) = arguments[6], !element.isQuantised
    else { return nil }
    return tensor(arguments[1...5], description.storages[index], element)
  }

  /// - Parameter arguments: offset, shape, strides, whether it has a gradient, and hooks.
  mutating func tensor(
    _ arguments: ArraySlice<PickleValue>, _ storage: TorchStorage, _ element: TorchElement
  ) -> PickleValue? {
    let arguments = Array(arguments)
    guard case .integer(let offset) = arguments[0],
      let shape = description.extents(arguments[1]),
      let strides = description.extents(arguments[2]),
      case .boolean = arguments[3], hasNoHooks(arguments[4]),
      let tensor = TorchTensor(
        element, shape: shape, strides: strides, offset: offset, storage: storage)
    else { return nil }
    description.tensors.append(tensor)
    return .tensor(description.tensors.count - 1)
  }

  func parameter(_ arguments: [PickleValue]) -> PickleValue? {
    guard arguments.count == 3, case .tensor = arguments[0], case .boolean = arguments[1],
      hasNoHooks(arguments[2])
    else { return nil }
    return arguments[0]
  }

  private func hasNoHooks(_ value: PickleValue) -> Bool {
    isNone(value) || description.dictionary(value)?.isEmpty == true
  }

  /// Flags such as `conj` and `neg`, which change what the numbers mean: none may be set.
  private func isMetadata(_ value: PickleValue) -> Bool {
    isNone(value) || description.dictionary(value)?.isEmpty == true
  }

  private func isDevice(_ arguments: [PickleValue]) -> Bool {
    guard (1...2).contains(arguments.count), case .text = arguments[0] else { return false }
    if arguments.count == 2 { guard case .integer = arguments[1] else { return false } }
    return true
  }

  /// `_codecs.encode(text, 'latin1')`
  private mutating func encoded(_ arguments: [PickleValue]) throws -> PickleValue? {
    guard arguments.count == 2, case .text(let text) = arguments[0],
      case .text("latin1") = arguments[1]
    else { return nil }
    try spend(text.utf8.count / 8)
    var bytes: [UInt8] = []
    for scalar in text.unicodeScalars {
      guard let byte = UInt8(exactly: scalar.value) else { return nil }
      bytes.append(byte)
    }
    return .bytes(try plain(bytes))
  }
}

// NumPy's arrays of numbers. They are not weights here, but the states of optimisers hold some.
extension PickleMachine {
  /// `_reconstruct(numpy.ndarray, (0,), b'b')`
  private mutating func numpyArray(_ arguments: [PickleValue]) -> PickleValue? {
    guard arguments.count == 3, case .global(.numpyArray) = arguments[0],
      description.extents(arguments[1]) == [0], isLetter(arguments[2])
    else { return nil }
    return add(.numpy)
  }

  private func isLetter(_ value: PickleValue) -> Bool {
    switch value {
    case .bytes(let bytes): bytes == [0x62]
    case .text(let text): text == "b"
    default: false
    }
  }

  /// `dtype('f4', False, True)`: a kind of number and its bytes; never `O`, objects.
  private mutating func numpyType(_ arguments: [PickleValue]) -> PickleValue? {
    guard (1...3).contains(arguments.count), case .text(let name) = arguments[0],
      let kind = name.utf8.first, "biufcSU".utf8.contains(kind),
      name.utf8.dropFirst().allSatisfy({ (0x30...0x39).contains($0) }), name.utf8.count <= 8
    else { return nil }
    return add(.numpy)
  }

  private func isNumPyScalar(_ arguments: [PickleValue]) -> Bool {
    guard arguments.count == 2, case .node(let type) = arguments[0],
      case .numpy = description.nodes[type], case .bytes = arguments[1]
    else { return false }
    return true
  }

  /// `(1, shape, dtype, False, bytes)` of an array, `(3, '<', None, …)` of a type: numbers, text,
  /// bytes and types, and no objects.
  func checkNumPyState(_ state: PickleValue) throws {
    guard let parts = description.tuple(state), parts.count <= 16 else {
      throw reader.malformed("an array without a state")
    }
    let isPlain = parts.allSatisfy {
      switch $0 {
      case .none, .integer, .boolean, .text, .bytes: return true
      case .node(let index):
        if case .numpy = description.nodes[index] { return true }
        return description.extents($0) != nil
      default: return false
      }
    }
    guard isPlain else { throw reader.malformed("an array that is not of numbers") }
  }
}
