import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file's bytes, read only, without reading them all: the system fetches pages as they are touched.
///
/// The file must not be shortened while it is mapped: touching bytes that are gone ends the process
/// (SIGBUS). Changes made by others may or may not be seen. What must be exact is hashed before and
/// after its use.
@safe
public final class MappedFile: Sendable {
  public let path: FilePath
  /// The number of bytes when the file was opened.
  public let count: Int
  /// Nil for an empty file, which cannot be mapped.
  private nonisolated(unsafe) let base: UnsafeMutableRawPointer?

  /// Maps a regular file; an empty one is allowed.
  ///
  /// - Throws: `notFound` if there is none, `mismatch` if it is a folder or a device, `inputOutput` if
  ///   the system refuses.
  public init(_ path: FilePath) throws {
    let mapping = unsafe try Self.map(path)
    self.path = path
    unsafe base = mapping.base
    count = unsafe mapping.count
  }

  @unsafe private static func map(
    _ path: FilePath
  ) throws -> (base: UnsafeMutableRawPointer?, count: Int) {
    let descriptor = try FileSystem.open(path)
    defer { try? descriptor.close() }
    let count = try FileSystem.sizeOfRegularFile(descriptor, path)
    guard count > 0 else { return (nil, 0) }
    // SAFETY: a fresh private mapping at an address the system chooses touches no existing memory.
    let address = unsafe mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor.rawValue, 0)
    guard let address = unsafe address, unsafe address != MAP_FAILED else {
      throw CandorError(Errno(rawValue: errno), at: path, cannot: "be mapped into memory")
    }
    return unsafe (address, count)
  }

  deinit {
    // SAFETY: the mapping is `count` bytes long, is removed once, and no span outlives the file.
    if let base = unsafe base { unsafe munmap(base, count) }
  }

  /// Tells the system that these bytes will not be needed again soon: they leave memory now and are
  /// fetched again if they are touched.
  public func release(_ range: Range<Int>) {
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    // Whole pages only; a page at an end may belong to others too.
    let page = Int(sysconf(CInt(_SC_PAGESIZE)))
    let first = (range.lowerBound + page - 1) / page * page
    let last = range.upperBound / page * page
    guard let base = unsafe base, first < last else { return }
    // SAFETY: the pages lie inside the mapping, which nobody can write to, so nothing can be lost.
    // This is advice; a refusal changes nothing.
    _ = unsafe madvise(base + first, last - first, MADV_DONTNEED)
  }

  /// All bytes, for as long as the file is borrowed.
  public var bytes: RawSpan {
    @_lifetime(borrow self)
    borrowing get {
      // SAFETY: `base` is nil only if `count` is 0; else `count` bytes stay mapped until deinit.
      let span = unsafe RawSpan(
        _unsafeBytes: UnsafeRawBufferPointer(start: base, count: count))
      return unsafe _overrideLifetime(span, borrowing: self)
    }
  }

  /// All bytes, one by one.
  public var elements: Span<UInt8> {
    @_lifetime(borrow self)
    borrowing get {
      // SAFETY: as for `bytes`; any byte is a UInt8.
      let span = unsafe Span<UInt8>(
        _unsafeBytes: UnsafeRawBufferPointer(start: base, count: count))
      return unsafe _overrideLifetime(span, borrowing: self)
    }
  }
}
