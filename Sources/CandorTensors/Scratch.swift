import CandorCore

/// Working memory that grows to the largest request and is then reused.
public struct Scratch: ~Copyable {
  var buffer: Buffer<Float>
  /// What was quantised last.
  var activations = QuantisedRows()

  public init() {
    buffer = Buffer(count: 16, repeating: 0)
  }

  /// Makes room for `count` numbers, of unspecified value.
  mutating func reserve(_ count: Int) {
    if buffer.count < count { buffer = Buffer(count: count, repeating: 0) }
  }
}
