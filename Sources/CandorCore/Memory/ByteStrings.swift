/// Strings of bytes, end to end: a million of them take two allocations.
public struct ByteStrings: Sendable {
  @usableFromInline var bytes: [UInt8] = []
  @usableFromInline var ends: [Int] = []

  public init() {}

  public init(_ strings: some Sequence<[UInt8]>) {
    for string in strings { append(string.span) }
  }

  /// Bytes in all.
  public var byteCount: Int { bytes.count }

  /// Makes room for so many strings with so many bytes in all.
  public mutating func reserveCapacity(_ strings: Int, bytes count: Int) {
    ends.reserveCapacity(strings)
    bytes.reserveCapacity(count)
  }

  @inlinable
  public mutating func append(_ string: Span<UInt8>) {
    for index in string.indices { bytes.append(string[index]) }
    ends.append(bytes.count)
  }
}

extension ByteStrings: RandomAccessCollection {
  @inlinable public var startIndex: Int { 0 }
  @inlinable public var endIndex: Int { ends.count }

  @inlinable
  public subscript(index: Int) -> ArraySlice<UInt8> {
    bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
  }
}

extension ByteStrings: ExpressibleByArrayLiteral {
  public init(arrayLiteral strings: [UInt8]...) { self.init(strings) }
}
