import SystemPackage

/// Writes the tensors of a file, which it was told before, one after another in pieces; the file
/// appears only when it is complete.
public protocol TensorFileWriter: ~Copyable {
  /// The next bytes of the tensor at hand.
  mutating func append(_ bytes: RawSpan) throws

  /// Goes on to the next tensor.
  mutating func finishTensor() throws

  /// Gives the file its name, once `check` has found nothing wrong with it under another one.
  consuming func commit(after check: (FilePath) throws -> Void) throws
}
