import CandorCore

/// A run of memory that a checkpoint holds; several tensors may look at it.
public struct TorchStorage: Sendable, Hashable {
  /// Its name in the checkpoint.
  public let key: String
  /// Nil for bytes that only their tensors give a type.
  public let element: TorchElement?
  /// Bytes.
  public let byteCount: Int

  /// - Parameter count: elements, or bytes where there is no type.
  init?(key: String, element: TorchElement?, count: Int) {
    let (bytes, overflow) = count.multipliedReportingOverflow(by: element?.byteCount ?? 1)
    guard count >= 0, !overflow else { return nil }
    (self.key, self.element, byteCount) = (key, element, bytes)
  }
}

/// A tensor as a checkpoint describes it: a view of a storage.
public struct TorchTensor: Sendable, Hashable {
  public let element: TorchElement
  /// Extents, outermost first.
  public let shape: [Int]
  /// Elements from one index to the next, for each extent.
  public let strides: [Int]
  /// Elements before the first.
  public let offset: Int
  public let storage: TorchStorage

  /// Nil unless every element lies in the storage.
  init?(
    _ element: TorchElement, shape: [Int], strides: [Int], offset: Int, storage: TorchStorage
  ) {
    guard shape.count == strides.count, shape.count <= 64, offset >= 0 else { return nil }
    var last = offset
    for (extent, stride) in zip(shape, strides) where extent > 0 {
      let (reach, overflow) = (extent - 1).multipliedReportingOverflow(by: stride)
      let (sum, carry) = last.addingReportingOverflow(reach)
      guard !overflow, !carry else { return nil }
      last = sum
    }
    let room = storage.byteCount / element.byteCount
    guard shape.contains(0) ? offset <= room : last < room else { return nil }
    self.element = element
    (self.shape, self.strides, self.offset, self.storage) = (shape, strides, offset, storage)
  }
}
