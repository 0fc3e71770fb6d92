import CandorCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The system's zlib, found when the first compressed file is opened.
///
/// This file is the one place that knows zlib and the only one in this target with pointers.
@safe
package struct Zlib: Sendable {
  /// `z_stream` of zlib.h on machines with 64-bit `long` and pointers. zlib compares the size that
  /// ``Inflater`` passes with its own, so a library of another layout refuses to start.
  @unsafe
  fileprivate struct Stream {
    var nextIn: UnsafeMutablePointer<UInt8>? = nil
    var availableIn: UInt32 = 0
    var totalIn: UInt = 0
    var nextOut: UnsafeMutablePointer<UInt8>? = nil
    var availableOut: UInt32 = 0
    var totalOut: UInt = 0
    var message: UnsafePointer<CChar>? = nil
    var state: OpaquePointer? = nil
    var allocate: UnsafeRawPointer? = nil
    var free: UnsafeRawPointer? = nil
    var opaque: UnsafeMutableRawPointer? = nil
    var dataType: Int32 = 0
    var checksum: UInt = 0
    var reserved: UInt = 0
  }

  // A C function type can only name C types, so the stream is passed as a raw pointer.
  fileprivate typealias Start =
    @convention(c) @Sendable (
      UnsafeMutableRawPointer, Int32, UnsafePointer<CChar>, Int32
    ) -> Int32
  fileprivate typealias Step = @convention(c) @Sendable (UnsafeMutableRawPointer, Int32) -> Int32
  fileprivate typealias Act = @convention(c) @Sendable (UnsafeMutableRawPointer) -> Int32

  fileprivate let inflateInit2: Start
  fileprivate let inflate: Step
  fileprivate let inflateReset: Act
  fileprivate let inflateEnd: Act

  private static let system = Result { try Zlib(libraries: ["libz.so.1", "libz.1.dylib"]) }

  /// The library, loaded once per process.
  ///
  /// - Throws: `unavailable` where the system has no zlib.
  package static func load() throws -> Zlib { try system.get() }

  /// Loads the first of `libraries` that the system's loader finds.
  ///
  /// - Throws: `unavailable` if there is none, or it lacks a function.
  package init(libraries: [String]) throws {
    // SAFETY: dlopen takes a terminated string and keeps nothing of it. The handle is never closed,
    // so the functions found below stay valid for the life of the process.
    guard let library = unsafe libraries.lazy.compactMap({ unsafe dlopen($0, RTLD_NOW) }).first
    else {
      throw CandorError(
        .unavailable, "a `.gz` file needs zlib, and \(Self.list(libraries)) could not be loaded",
        hint: "install the system's zlib (Debian, Ubuntu: `apt install zlib1g`), or unpack the file"
      )
    }
    func symbol(_ name: String) throws -> UnsafeMutableRawPointer {
      guard let address = unsafe dlsym(library, name) else {
        throw CandorError(.unavailable, "the zlib that was loaded has no function `\(name)`")
      }
      return unsafe address
    }
    // SAFETY: the four types are those of zlib.h 1.2, whose binary interface zlib keeps within
    // major version 1; `inflateInit2_` checks the version and the size of the stream itself.
    unsafe inflateInit2 = try unsafeBitCast(symbol("inflateInit2_"), to: Start.self)
    unsafe inflate = try unsafeBitCast(symbol("inflate"), to: Step.self)
    unsafe inflateReset = try unsafeBitCast(symbol("inflateReset"), to: Act.self)
    unsafe inflateEnd = try unsafeBitCast(symbol("inflateEnd"), to: Act.self)
  }

  private static func list(_ names: [String]) -> String {
    names.map { "`\($0)`" }.joined(separator: " or ")
  }
}

/// Unpacks one gzip member after another; zlib checks each member's CRC-32 and length.
@safe
package struct Inflater: ~Copyable {
  /// What ended a call.
  package enum Outcome: Equatable {
    /// The input is used up or the output is full.
    case more
    /// A member ended and its checks held.
    case memberEnd
    /// The input is not what it claims to be; zlib's reason.
    case corrupt(String)
  }

  private let zlib: Zlib
  private let stream: UnsafeMutablePointer<Zlib.Stream>

  package init(_ zlib: Zlib) throws {
    // SAFETY: the stream lives at one address from here to `deinit`, which zlib requires.
    self.zlib = zlib
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: Zlib.Stream())
    let gzipOnly: Int32 = 15 + 16
    let size = Int32(unsafe MemoryLayout<Zlib.Stream>.size)
    let status = unsafe zlib.inflateInit2(stream, gzipOnly, "1.2.11", size)
    guard status == Status.ok else {
      throw CandorError(.unavailable, "the system's zlib cannot start (status \(status))")
    }
  }

  deinit {
    // SAFETY: `inflateEnd` accepts a stream whose start failed; nothing uses the stream after this.
    unsafe _ = zlib.inflateEnd(stream)
    unsafe stream.deallocate()
  }

  /// Makes ready for the next member.
  package mutating func reset() {
    // SAFETY: the stream was started in `init`, or there would be no value to call this on.
    unsafe _ = zlib.inflateReset(stream)
  }

  /// Unpacks `input` from `start`, which it moves past what was used, into at most `capacity` bytes.
  package mutating func inflate(
    _ input: borrowing [UInt8], from start: inout Int, capacity: Int
  ) -> (output: [UInt8], outcome: Outcome) {
    precondition((0...input.count).contains(start) && capacity > 0)
    let offered = min(input.count - start, Int(UInt32.max))
    let room = min(capacity, Int(UInt32.max))
    var status = Status.ok
    // SAFETY: both buffers outlive the call that is given their addresses and their exact sizes,
    // and the stream forgets them at once. zlib writes no more than `availableOut` bytes, so
    // `room - availableOut` of them are initialized. zlib only reads the input.
    let output = unsafe input.withUnsafeBufferPointer { source in
      unsafe [UInt8](unsafeUninitializedCapacity: room) { target, count in
        unsafe stream.pointee.nextIn = UnsafeMutablePointer(mutating: source.baseAddress)
          .map { unsafe $0 + start }
        unsafe stream.pointee.availableIn = UInt32(offered)
        unsafe stream.pointee.nextOut = target.baseAddress
        unsafe stream.pointee.availableOut = UInt32(room)
        status = unsafe zlib.inflate(stream, Status.noFlush)
        count = unsafe room - Int(stream.pointee.availableOut)
        unsafe stream.pointee.nextIn = nil
        unsafe stream.pointee.nextOut = nil
      }
    }
    start += unsafe offered - Int(stream.pointee.availableIn)
    switch status {
    case Status.ok, Status.noProgress: return (output, .more)
    case Status.streamEnd: return (output, .memberEnd)
    default:
      // SAFETY: zlib's messages are constant strings of the library, which stays loaded.
      let reason = unsafe stream.pointee.message.map { unsafe String(cString: $0) }
      return (output, .corrupt(reason ?? "zlib status \(status)"))
    }
  }

  private enum Status {
    static let ok: Int32 = 0
    static let streamEnd: Int32 = 1
    static let noProgress: Int32 = -5
    static let noFlush: Int32 = 0
  }
}
