import CandorCore

/// The system's zlib. This file is the one place that knows it.
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
    let library = try SystemLibrary(libraries, for: .gzip)
    // SAFETY: the four types are those of zlib.h 1.2, whose binary interface zlib keeps within
    // major version 1; `inflateInit2_` checks the version and the size of the stream itself.
    unsafe inflateInit2 = try unsafeBitCast(library.symbol("inflateInit2_"), to: Start.self)
    unsafe inflate = try unsafeBitCast(library.symbol("inflate"), to: Step.self)
    unsafe inflateReset = try unsafeBitCast(library.symbol("inflateReset"), to: Act.self)
    unsafe inflateEnd = try unsafeBitCast(library.symbol("inflateEnd"), to: Act.self)
  }
}

/// Unpacks gzip members; zlib checks each member's CRC-32 and length.
@safe
package final class Inflater: Unpacker {
  private let zlib: Zlib
  private let stream: UnsafeMutablePointer<Zlib.Stream>

  /// - Parameter acceptsZlib: whether the format of RFC 1950 will do as well as gzip's.
  package init(_ zlib: Zlib, acceptsZlib: Bool = false) throws {
    // SAFETY: the stream lives at one address from here to `deinit`, which zlib requires.
    self.zlib = zlib
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: Zlib.Stream())
    let windowBits: Int32 = 15 + (acceptsZlib ? 32 : 16)
    let size = Int32(unsafe MemoryLayout<Zlib.Stream>.size)
    let status = unsafe zlib.inflateInit2(stream, windowBits, "1.2.11", size)
    guard status == Status.ok else {
      throw CandorError(.unavailable, "the system's zlib cannot start (status \(status))")
    }
  }

  deinit {
    // SAFETY: `inflateEnd` accepts a stream whose start failed; nothing uses the stream after this.
    unsafe _ = zlib.inflateEnd(stream)
    unsafe stream.deallocate()
  }

  package func restart() {
    // SAFETY: the stream was started in `init`, or there would be no value to call this on.
    unsafe _ = zlib.inflateReset(stream)
  }

  package func unpack(
    _ input: borrowing [UInt8], from start: inout Int, capacity: Int
  ) -> (output: [UInt8], outcome: UnpackOutcome) {
    var status = Status.ok
    // SAFETY: the stream was started in `init`; it forgets both buffers at once.
    let output = unsafe UnpackingStep.run(input, from: &start, capacity: capacity) { step in
      unsafe stream.pointee.nextIn = UnsafeMutablePointer(mutating: step.source)
      unsafe stream.pointee.availableIn = UInt32(step.offered)
      unsafe stream.pointee.nextOut = step.target
      unsafe stream.pointee.availableOut = UInt32(step.room)
      status = unsafe zlib.inflate(stream, Status.noFlush)
      unsafe step.used = step.offered - Int(stream.pointee.availableIn)
      unsafe step.made = step.room - Int(stream.pointee.availableOut)
      unsafe stream.pointee.nextIn = nil
      unsafe stream.pointee.nextOut = nil
    }
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
