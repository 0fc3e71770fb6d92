import CandorCore

/// The system's liblzma. This file is the one place that knows it.
@safe
package struct LZMA: Sendable {
  /// `lzma_stream` of lzma/base.h.
  @unsafe
  fileprivate struct Stream {
    var nextIn: UnsafePointer<UInt8>? = nil
    var availableIn = 0
    var totalIn: UInt64 = 0
    var nextOut: UnsafeMutablePointer<UInt8>? = nil
    var availableOut = 0
    var totalOut: UInt64 = 0
    var allocator: UnsafeRawPointer? = nil
    var state: OpaquePointer? = nil
    var reserved: (Int, Int, Int, Int, UInt64, UInt64, Int, Int, UInt32, UInt32) =
      (0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
  }

  // A C function type can only name C types, so the stream is passed as a raw pointer.
  fileprivate typealias Start =
    @convention(c) @Sendable (UnsafeMutableRawPointer, UInt64, UInt32) -> UInt32
  fileprivate typealias Step = @convention(c) @Sendable (UnsafeMutableRawPointer, UInt32) -> UInt32
  fileprivate typealias Act = @convention(c) @Sendable (UnsafeMutableRawPointer) -> Void

  fileprivate let streamDecoder: Start
  fileprivate let code: Step
  fileprivate let end: Act

  private static let system = Result { try LZMA(libraries: ["liblzma.so.5", "liblzma.5.dylib"]) }

  /// The library, loaded once per process.
  ///
  /// - Throws: `unavailable` where the system has no liblzma.
  package static func load() throws -> LZMA { try system.get() }

  /// Loads the first of `libraries` that the system's loader finds.
  ///
  /// - Throws: `unavailable` if there is none, or it lacks a function.
  package init(libraries: [String]) throws {
    let library = try SystemLibrary(libraries, for: .xz)
    // SAFETY: the types are those of lzma.h 5.2, whose binary interface major version 5 keeps.
    unsafe streamDecoder = try unsafeBitCast(
      library.symbol("lzma_stream_decoder"), to: Start.self)
    unsafe code = try unsafeBitCast(library.symbol("lzma_code"), to: Step.self)
    unsafe end = try unsafeBitCast(library.symbol("lzma_end"), to: Act.self)
  }
}

/// Unpacks xz streams; liblzma checks every block and the index.
@safe
package final class XZDecoder: Unpacker {
  private let library: LZMA
  private let memory: UInt64
  private let stream: UnsafeMutablePointer<LZMA.Stream>

  private enum Status {
    static let ok: UInt32 = 0
    static let streamEnd: UInt32 = 1
    static let memory: UInt32 = 5
    static let memoryLimit: UInt32 = 6
    static let noProgress: UInt32 = 10
    static let run: UInt32 = 0
  }

  /// - Parameter memory: the most bytes that the decoder may take.
  package init(_ library: LZMA, memory: Int) throws {
    // SAFETY: the stream lives at one address from here to `deinit`, and begins as zeros, as
    // LZMA_STREAM_INIT says.
    self.library = library
    self.memory = UInt64(memory)
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: LZMA.Stream())
    guard unsafe library.streamDecoder(stream, self.memory, 0) == Status.ok else {
      throw CandorError(.unavailable, "the system's liblzma cannot start")
    }
  }

  deinit {
    // SAFETY: `lzma_end` accepts a stream whose start failed; nothing uses the stream after this.
    unsafe library.end(stream)
    unsafe stream.deallocate()
  }

  package func restart() {
    // SAFETY: liblzma takes a stream that is in use and begins anew with its memory.
    unsafe _ = library.streamDecoder(stream, memory, 0)
  }

  package func unpack(
    _ input: borrowing [UInt8], from start: inout Int, capacity: Int
  ) -> (output: [UInt8], outcome: UnpackOutcome) {
    var status = Status.ok
    // SAFETY: the stream was started in `init`; it forgets both buffers at once.
    let output = unsafe UnpackingStep.run(input, from: &start, capacity: capacity) { step in
      unsafe stream.pointee.nextIn = step.source
      unsafe stream.pointee.availableIn = step.offered
      unsafe stream.pointee.nextOut = step.target
      unsafe stream.pointee.availableOut = step.room
      status = unsafe library.code(stream, Status.run)
      unsafe step.used = step.offered - stream.pointee.availableIn
      unsafe step.made = step.room - stream.pointee.availableOut
      unsafe stream.pointee.nextIn = nil
      unsafe stream.pointee.nextOut = nil
    }
    switch status {
    case Status.ok, Status.noProgress: return (output, .more)
    case Status.streamEnd: return (output, .memberEnd)
    case Status.memory, Status.memoryLimit: return (output, .tooLarge)
    default: return (output, .corrupt("liblzma status \(status)"))
    }
  }
}
