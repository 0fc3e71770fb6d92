/// The names that a pickle of weights may use, each for one thing only.
///
/// A list of what is permitted: whatever is not on it is refused, however harmless it may be. A name
/// is compared whole, so `os.system` under an innocent module, or a module of a module, is not on it.
enum PickleGlobal: Equatable {
  case orderedDictionary, set
  case rebuildTensor, rebuildTensorWithType, rebuildParameter
  case storage(TorchElement?)
  case element(TorchElement)
  case size, device
  /// `_codecs.encode`: how protocol 2 writes bytes.
  case encode
  case numpyReconstruct, numpyScalar, numpyArray, numpyType

  init?(module: String, name: String) {
    switch (module, name) {
    case ("collections", "OrderedDict"): self = .orderedDictionary
    case ("builtins", "set"), ("__builtin__", "set"): self = .set
    case ("torch._utils", "_rebuild_tensor_v2"): self = .rebuildTensor
    case ("torch._utils", "_rebuild_tensor_v3"): self = .rebuildTensorWithType
    case ("torch._utils", "_rebuild_parameter"): self = .rebuildParameter
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
}
