import CandorCore

/// The system's libbz2. This file is the one place that knows it.
@safe
package struct Bzip2: Sendable {
  /// `bz_stream` of bzlib.h.
  @unsafe
  fileprivate struct Stream {
    var nextIn: UnsafeMutablePointer<UInt8>? = nil
    var availableIn: UInt32 = 0
    var totalIn: (UInt32, UInt32) = (0, 0)
    var nextOut: UnsafeMutablePointer<UInt8>? = nil
    var availableOut: UInt32 = 0
    var totalOut: (UInt32, UInt32) = (0, 0)
    var state: OpaquePointer? = nil
    var allocate: UnsafeRawPointer? = nil
    var free: UnsafeRawPointer? = nil
    var opaque: UnsafeMutableRawPointer? = nil
  }

  // A C function type can only name C types, so the stream is passed as a raw pointer.
  fileprivate typealias Start =
    @convention(c) @Sendable (UnsafeMutableRawPointer, Int32, Int32) -> Int32
  fileprivate typealias Act = @convention(c) @Sendable (UnsafeMutableRawPointer) -> Int32

  fileprivate let start: Start
  fileprivate let decompress: Act
  fileprivate let end: Act

  private static let system = Result {
    try Bzip2(libraries: ["libbz2.so.1.0", "libbz2.so.1", "libbz2.1.0.dylib"])
  }

  /// The library, loaded once per process.
  ///
  /// - Throws: `unavailable` where the system has no libbz2.
  package static func load() throws -> Bzip2 { try system.get() }

  /// Loads the first of `libraries` that the system's loader finds.
  ///
  /// - Throws: `unavailable` if there is none, or it lacks a function.
  package init(libraries: [String]) throws {
    let library = try SystemLibrary(libraries, for: .bzip2)
    // SAFETY: the types are those of bzlib.h 1.0, which has not changed since 2000.
    unsafe start = try unsafeBitCast(library.symbol("BZ2_bzDecompressInit"), to: Start.self)
    unsafe decompress = try unsafeBitCast(library.symbol("BZ2_bzDecompress"), to: Act.self)
    unsafe end = try unsafeBitCast(library.symbol("BZ2_bzDecompressEnd"), to: Act.self)
  }
}

/// Unpacks bzip2 streams; libbz2 checks the CRC-32 of each block and of the whole.
/// - Memory: 4 MB.
@safe
package final class Bzip2Decoder: Unpacker {
  private let library: Bzip2
  private let stream: UnsafeMutablePointer<Bzip2.Stream>

  private enum Status {
    static let ok: Int32 = 0
    static let streamEnd: Int32 = 4
    static let memory: Int32 = -3
    static let notBzip2: Int32 = -5
  }

  package init(_ library: Bzip2) throws {
    // SAFETY: the stream lives at one address from here to `deinit`, which libbz2 requires, and begins
    // as zeros, which asks for the system's allocator.
    self.library = library
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: Bzip2.Stream())
    guard unsafe library.start(stream, 0, 0) == Status.ok else {
      throw CandorError(.unavailable, "the system's libbz2 cannot start")
    }
  }

  deinit {
    // SAFETY: `BZ2_bzDecompressEnd` refuses a stream whose start failed; nothing uses it after this.
    unsafe _ = library.end(stream)
    unsafe stream.deallocate()
  }

  package func restart() {
    // SAFETY: the old state is given back before a new one is made.
    unsafe _ = library.end(stream)
    unsafe _ = library.start(stream, 0, 0)
  }

  package func unpack(
    _ input: borrowing [UInt8], from start: inout Int, capacity: Int
  ) -> (output: [UInt8], outcome: UnpackOutcome) {
    var status = Status.ok
    // SAFETY: libbz2 refuses a stream without a state; it forgets both buffers at once.
    let output = unsafe UnpackingStep.run(input, from: &start, capacity: capacity) { step in
      unsafe stream.pointee.nextIn = UnsafeMutablePointer(mutating: step.source)
      unsafe stream.pointee.availableIn = UInt32(step.offered)
      unsafe stream.pointee.nextOut = step.target
      unsafe stream.pointee.availableOut = UInt32(step.room)
      status = unsafe library.decompress(stream)
      unsafe step.used = step.offered - Int(stream.pointee.availableIn)
      unsafe step.made = step.room - Int(stream.pointee.availableOut)
      unsafe stream.pointee.nextIn = nil
      unsafe stream.pointee.nextOut = nil
    }
    switch status {
    case Status.ok: return (output, .more)
    case Status.streamEnd: return (output, .memberEnd)
    case Status.memory: return (output, .tooLarge)
    case Status.notBzip2: return (output, .corrupt("not bzip2 data"))
    default: return (output, .corrupt("libbz2 status \(status)"))
    }
  }
}
