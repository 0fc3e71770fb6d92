import CandorCore

/// Working memory that grows to the largest request and is then reused.
public struct Scratch: ~Copyable {
  private var buffer: Buffer<Float>

  public init() {
    buffer = Buffer(count: 16, repeating: 0)
  }

  /// At least `count` numbers of unspecified value.
  @_lifetime(&self)
  mutating func reserve(_ count: Int) -> MutableSpan<Float> {
    if buffer.count < count { buffer = Buffer(count: count, repeating: 0) }
    return buffer.mutableSpan
  }
}
