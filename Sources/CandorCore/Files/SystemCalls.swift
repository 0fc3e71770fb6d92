import Crypto
import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The calls of other libraries that take pointers, with safe signatures.
///
/// A failing call throws the plain `Errno`; the callers say which file and what to do about it.
enum SystemCalls {
  /// Since 1970.
  static func microseconds(_ time: timespec) -> Int {
    time.tv_sec &* 1_000_000 &+ time.tv_nsec / 1000
  }

  /// Writes all bytes; short writes and interruptions by signals are continued.
  static func writeAll(_ bytes: RawSpan, to descriptor: FileDescriptor) throws {
    // SAFETY: the pointer is used only inside the closure, while the span is borrowed.
    try unsafe bytes.withUnsafeBytes { buffer in
      _ = unsafe try descriptor.writeAll(buffer)
    }
  }

  /// Reads until the end of the file or until `limit` bytes are there.
  ///
  /// - Parameter expected: the number of bytes to make room for at first.
  static func read(
    _ descriptor: FileDescriptor, expecting expected: Int, limit: Int
  ) throws -> [UInt8] {
    var bytes: [UInt8] = []
    var room = max(1, expected)
    while bytes.count < limit {
      let chunk = unsafe try [UInt8](unsafeUninitializedCapacity: min(room, limit - bytes.count)) {
        buffer, count in
        // SAFETY: `read` initialises the bytes it reports and no more than the buffer holds.
        count = unsafe try descriptor.read(into: UnsafeMutableRawBufferPointer(buffer))
      }
      if chunk.isEmpty { break }
      if bytes.isEmpty { bytes = chunk } else { bytes += chunk }
      room = 1 << 16
    }
    return bytes
  }

  /// Makes the data of an open file or folder durable.
  static func synchronise(_ descriptor: FileDescriptor) throws(Errno) {
    #if canImport(Darwin)
      // A plain fsync on macOS leaves data in the drive's cache.
      if fcntl(descriptor.rawValue, F_FULLFSYNC) == 0 { return }
    #endif
    try check(fsync(descriptor.rawValue))
  }

  static func rename(_ old: FilePath, to new: FilePath) throws(Errno) {
    // SAFETY: strings are passed as C strings that live during the call; so below.
    try check(
      unsafe old.withPlatformString { old in
        unsafe new.withPlatformString { new in
          #if canImport(Glibc)
            unsafe Glibc.rename(old, new)
          #else
            unsafe Darwin.rename(old, new)
          #endif
        }
      })
  }

  static func makeFolder(_ path: FilePath) throws(Errno) {
    // SAFETY: see `rename`.
    try check(unsafe path.withPlatformString { unsafe mkdir($0, 0o777) })
  }

  static func removeFile(_ path: FilePath) throws(Errno) {
    // SAFETY: see `rename`.
    try check(unsafe path.withPlatformString { unsafe unlink($0) })
  }

  static func removeEmptyFolder(_ path: FilePath) throws(Errno) {
    // SAFETY: see `rename`.
    try check(unsafe path.withPlatformString { unsafe rmdir($0) })
  }

  /// The names in a folder, less `.` and `..`, as the system orders them.
  static func names(in path: FilePath) throws(Errno) -> [FilePath.Component] {
    // SAFETY: the stream is opened, read and closed here, by one thread. An entry is valid until the
    // next readdir, and its name is copied before that.
    guard let stream = unsafe path.withPlatformString({ unsafe opendir($0) }) else {
      throw Errno(rawValue: errno)
    }
    defer { unsafe closedir(stream) }
    var names: [FilePath.Component] = []
    errno = 0
    while let entry = unsafe readdir(stream) {
      let start = unsafe UnsafeRawPointer(entry) + MemoryLayout<dirent>.offset(of: \.d_name)!
      let name = unsafe FilePath.Component(
        platformString: start.assumingMemoryBound(to: CInterop.PlatformChar.self))
      if let name, name.kind == .regular { names.append(name) }
      errno = 0
    }
    guard errno == 0 else { throw Errno(rawValue: errno) }
    return names
  }

  /// Adds bytes to a running digest without copying them.
  static func hash(_ bytes: RawSpan, into state: inout some Crypto.HashFunction) {
    // SAFETY: the pointer is used only inside the closure, while the span is borrowed.
    unsafe bytes.withUnsafeBytes { unsafe state.update(bufferPointer: $0) }
  }

  /// Where a link leads, as it says; nil for anything that is no link, or is too long.
  static func linkTarget(_ path: FilePath) -> FilePath? {
    let limit = 4096
    var bytes = [CInterop.PlatformChar](repeating: 0, count: limit)
    // SAFETY: readlink writes at most `limit` - 1 bytes into the array, whose last one stays 0, and
    // both pointers are used only inside their closures.
    let count = unsafe path.withPlatformString { name in
      unsafe bytes.withUnsafeMutableBufferPointer { buffer in
        unsafe readlink(name, buffer.baseAddress!, limit - 1)
      }
    }
    guard count > 0, count < limit - 1 else { return nil }
    return unsafe bytes.withUnsafeBufferPointer {
      unsafe FilePath(platformString: $0.baseAddress!)
    }
  }

  static func workingFolder() -> FilePath? {
    // SAFETY: getcwd allocates the text itself when it is given no place; it is copied and freed here.
    guard let text = unsafe getcwd(nil, 0) else { return nil }
    defer { unsafe free(text) }
    return unsafe FilePath(platformString: text)
  }

  private static func check(_ status: CInt) throws(Errno) {
    guard status == 0 else { throw Errno(rawValue: errno) }
  }
}
