#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Memory for a fixed number of elements, with one owner.
///
/// The first element lies on a 64-byte boundary, so that no vector load crosses a cache line it need
/// not. From 128 KiB on, memory comes from the system page by page, and zeros that are never touched
/// take none; from 4 MiB on it begins on a 2 MiB boundary and Linux is asked for huge pages. The only
/// way to the elements is a span, which cannot outlive the buffer.
@safe
public struct Buffer<Element: BitwiseCopyable>: ~Copyable {
  public let count: Int
  private let base: UnsafeMutablePointer<Element>

  /// Memory for `count` elements, each set to `element`.
  ///
  /// - Precondition: `count` is not negative, and the memory is there. Where `count` comes from input,
  ///   use `init(checkedCount:repeating:)`.
  /// - Complexity: O(count), and O(1) for zeros from 128 KiB on.
  public init(count: Int, repeating element: Element) {
    do {
      try self.init(checkedCount: count, repeating: element)
    } catch {
      preconditionFailure("\(error)")
    }
  }

  /// Memory for `count` elements, each set to `element`.
  ///
  /// - Complexity: O(count), and O(1) for zeros from 128 KiB on.
  /// - Throws: `limitExceeded` if `count` is negative or its bytes do not fit an address;
  ///   `unavailable` if there is not so much memory.
  public init(checkedCount count: Int, repeating element: Element) throws(CandorError) {
    let (bytes, overflow) = count.multipliedReportingOverflow(by: MemoryLayout<Element>.stride)
    guard count >= 0, !overflow else {
      throw CandorError(.limitExceeded, "a buffer of \(count) elements has no size in bytes")
    }
    unsafe base = try Self.memory(bytes, for: count, repeating: element)
    self.count = count
  }

  deinit {
    // SAFETY: `base` came from where the size says, is given back once, and no span outlives the
    // owner. BitwiseCopyable elements need no destruction.
    let bytes = count * MemoryLayout<Element>.stride
    if Self.isMapped(bytes) {
      unsafe SystemMemory.release(base, bytes)
    } else {
      unsafe free(base)
    }
  }

  private static func isMapped(_ bytes: Int) -> Bool { bytes >= 1 << 17 }

  private static func memory(
    _ bytes: Int, for count: Int, repeating element: Element
  ) throws(CandorError) -> UnsafeMutablePointer<Element> {
    precondition(MemoryLayout<Element>.alignment <= 64, "a buffer aligns to 64 bytes")
    // SAFETY: the block holds `bytes` bytes and is aligned for any Element of alignment ≤ 64; all
    // `count` elements are initialised before anybody can read them: where the system's zeros are
    // what is wanted, by the system.
    guard Self.isMapped(bytes) else {
      let base = unsafe try allocate(bytes).bindMemory(to: Element.self, capacity: count)
      unsafe fill(base, count, with: element)
      return unsafe base
    }
    let base = unsafe try SystemMemory.zeros(bytes).bindMemory(to: Element.self, capacity: count)
    let isZero = unsafe withUnsafeBytes(of: element) { unsafe $0.allSatisfy { $0 == 0 } }
    if !isZero { unsafe fill(base, count, with: element) }
    return unsafe base
  }

  /// What is filled is copied behind itself, by pieces that stay in the cache: generic code that sets
  /// one element at a time was 7 % of a short training run.
  private static func fill(
    _ base: UnsafeMutablePointer<Element>, _ count: Int, with element: Element
  ) {
    // SAFETY: `base` has room for `count` elements.
    if count > 0 { unsafe base.initialize(to: element) }
    var filled = min(count, 1)
    while filled < count {
      let more = min(filled, count - filled, 1 << 12)
      unsafe (base + filled).initialize(from: base, count: more)
      filled += more
    }
  }

  private static func allocate(_ bytes: Int) throws(CandorError) -> UnsafeMutableRawPointer {
    var memory: UnsafeMutableRawPointer? = nil
    // SAFETY: `memory` is a valid out-parameter; the alignment is a power of two and a multiple of a
    // pointer's size, as posix_memalign asks.
    let status = unsafe posix_memalign(&memory, 64, max(bytes, 64))
    guard status == 0, let memory = unsafe memory else { throw SystemMemory.exhausted(bytes) }
    return unsafe memory
  }
}

extension Buffer {
  /// The elements, to read, for as long as the buffer is borrowed.
  public var span: Span<Element> {
    @_lifetime(borrow self)
    borrowing get {
      // SAFETY: `base` holds `count` initialised elements until deinit, and the span borrows self.
      let span = unsafe Span(_unsafeStart: UnsafePointer(base), count: count)
      return unsafe _overrideLifetime(span, borrowing: self)
    }
  }

  /// The elements, to read and write, for as long as the buffer is exclusively accessed.
  public var mutableSpan: MutableSpan<Element> {
    @_lifetime(&self)
    mutating get {
      // SAFETY: as for `span`; exclusive access to self makes this the only view.
      let span = unsafe MutableSpan(_unsafeStart: base, count: count)
      return unsafe _overrideLifetime(span, mutating: &self)
    }
  }
}

// A buffer is the only owner of its memory, so it may move to another thread with its elements.
extension Buffer: @unchecked Sendable where Element: Sendable {}

extension [UInt8] {
  /// The bytes, without copying them, for as long as the array is borrowed.
  package var rawBytes: RawSpan {
    @_lifetime(borrow self)
    borrowing get {
      // SAFETY: `bytes` is unsafe only for elements with padding, and UInt8 has none.
      let bytes = unsafe span.bytes
      return unsafe _overrideLifetime(bytes, borrowing: self)
    }
  }
}

extension Span<Float> {
  /// The numbers' bytes as they lie in memory.
  package var rawBytes: RawSpan {
    @_lifetime(copy self)
    get {
      // SAFETY: `bytes` is unsafe only for elements with padding, and Float has none.
      unsafe bytes
    }
  }
}

extension Span<UInt8> {
  /// The same bytes, untyped.
  package var rawBytes: RawSpan {
    @_lifetime(copy self)
    get {
      // SAFETY: `bytes` is unsafe only for elements with padding, and UInt8 has none.
      unsafe bytes
    }
  }
}
