/// The names that a pickle of weights may use, each for one thing only.
///
/// A list of what is permitted: whatever is not on it is refused, however harmless it may be. A name
/// is compared whole, so `os.system` under an innocent module, or a module of a module, is not on it.
enum PickleGlobal: Equatable {
  /// How a quantised tensor is scaled.
  enum Scheme { case perTensor, perChannel }

  case orderedDictionary, counter, set
  case rebuildTensor, rebuildTensorWithType, rebuildParameter
  case rebuildQuantised, rebuildSparse, rebuildWithState, rebuildParameterWithState
  case tensorClass
  case layout
  case scheme(Scheme)
  /// Of PyTorch's own, and not followed: what it makes may look at memory that is not its own.
  case nested
  /// Without numbers.
  case meta
  case storage(TorchElement?)
  case element(TorchElement)
  case size, device
  /// `_codecs.encode`: how protocol 2 writes bytes.
  case encode
  case numpyReconstruct, numpyScalar, numpyArray, numpyType

  init?(module: String, name: String) {
    switch (module, name) {
    case ("collections", "OrderedDict"): self = .orderedDictionary
    case ("collections", "Counter"): self = .counter
    case ("builtins", "set"), ("__builtin__", "set"): self = .set
    case ("torch._utils", "_rebuild_tensor_v2"): self = .rebuildTensor
    case ("torch._utils", "_rebuild_tensor_v3"): self = .rebuildTensorWithType
    case ("torch._utils", "_rebuild_parameter"): self = .rebuildParameter
    case ("torch._utils", "_rebuild_parameter_with_state"): self = .rebuildParameterWithState
    case ("torch._utils", "_rebuild_qtensor"): self = .rebuildQuantised
    case ("torch._utils", "_rebuild_sparse_tensor"): self = .rebuildSparse
    case ("torch._utils", "_rebuild_nested_tensor"): self = .nested
    case ("torch._utils", "_rebuild_meta_tensor_no_storage"): self = .meta
    case ("torch._tensor", "_rebuild_from_type_v2"): self = .rebuildWithState
    case ("torch.serialization", "_get_layout"): self = .layout
    case ("torch", "per_tensor_affine"): self = .scheme(.perTensor)
    case ("torch", "per_channel_affine"), ("torch", "per_channel_affine_float_qparams"):
      self = .scheme(.perChannel)
    case ("torch", "Tensor"): self = .tensorClass
    case ("torch", "Size"): self = .size
    case ("torch", "device"): self = .device
    case ("_codecs", "encode"): self = .encode
    case ("numpy.core.multiarray", "_reconstruct"), ("numpy._core.multiarray", "_reconstruct"):
      self = .numpyReconstruct
    case ("numpy.core.multiarray", "scalar"), ("numpy._core.multiarray", "scalar"):
      self = .numpyScalar
    case ("numpy", "ndarray"): self = .numpyArray
    case ("numpy", "dtype"): self = .numpyType
    case ("torch", "UntypedStorage"), ("torch.storage", "UntypedStorage"): self = .storage(nil)
    case ("torch", _):
      if let element = TorchElement(storageClass: name) {
        self = .storage(element)
      } else if let element = TorchElement(rawValue: name) {
        self = .element(element)
      } else {
        return nil
      }
    default: return nil
    }
  }

  /// Whether calling it makes a tensor.
  var makesTensor: Bool {
    switch self {
    case .rebuildTensor, .rebuildTensorWithType, .rebuildQuantised, .rebuildSparse: true
    default: false
    }
  }
}
