import CandorCore

/// The system's libzstd. This file is the one place that knows it.
@safe
package struct Zstandard: Sendable {
  /// `ZSTD_inBuffer` and, with an address that is written to, `ZSTD_outBuffer` of zstd.h.
  @unsafe
  fileprivate struct Run {
    var address: UnsafeMutableRawPointer?
    var size: Int
    var position = 0
  }

  fileprivate typealias Create = @convention(c) @Sendable () -> OpaquePointer?
  fileprivate typealias Set = @convention(c) @Sendable (OpaquePointer, Int32, Int32) -> Int
  fileprivate typealias Act = @convention(c) @Sendable (OpaquePointer, Int32) -> Int
  fileprivate typealias Free = @convention(c) @Sendable (OpaquePointer?) -> Int
  fileprivate typealias Step =
    @convention(c) @Sendable (
      OpaquePointer, UnsafeMutableRawPointer, UnsafeMutableRawPointer
    ) -> Int
  fileprivate typealias Ask = @convention(c) @Sendable (Int) -> UInt32
  fileprivate typealias Name = @convention(c) @Sendable (Int) -> UnsafePointer<CChar>?

  fileprivate let create: Create
  fileprivate let free: Free
  fileprivate let set: Set
  fileprivate let reset: Act
  fileprivate let decompress: Step
  fileprivate let isError: Ask
  fileprivate let errorCode: Ask
  fileprivate let errorName: Name

  private static let system = Result {
    try Zstandard(libraries: ["libzstd.so.1", "libzstd.1.dylib"])
  }

  /// The library, loaded once per process.
  ///
  /// - Throws: `unavailable` where the system has no libzstd.
  package static func load() throws -> Zstandard { try system.get() }

  /// Loads the first of `libraries` that the system's loader finds.
  ///
  /// - Throws: `unavailable` if there is none, or it lacks a function.
  package init(libraries: [String]) throws {
    let library = try SystemLibrary(libraries, for: .zstandard)
    // SAFETY: the types are those of zstd.h 1.4, all of its stable interface.
    unsafe create = try unsafeBitCast(library.symbol("ZSTD_createDCtx"), to: Create.self)
    unsafe free = try unsafeBitCast(library.symbol("ZSTD_freeDCtx"), to: Free.self)
    unsafe set = try unsafeBitCast(library.symbol("ZSTD_DCtx_setParameter"), to: Set.self)
    unsafe reset = try unsafeBitCast(library.symbol("ZSTD_DCtx_reset"), to: Act.self)
    unsafe decompress = try unsafeBitCast(library.symbol("ZSTD_decompressStream"), to: Step.self)
    unsafe isError = try unsafeBitCast(library.symbol("ZSTD_isError"), to: Ask.self)
    unsafe errorCode = try unsafeBitCast(library.symbol("ZSTD_getErrorCode"), to: Ask.self)
    unsafe errorName = try unsafeBitCast(library.symbol("ZSTD_getErrorName"), to: Name.self)
  }
}

/// Unpacks Zstandard frames (RFC 8878), those to be skipped too; libzstd checks the checksums of
/// frames that have one.
@safe
package final class ZstandardDecoder: Unpacker {
  private let library: Zstandard
  private let context: OpaquePointer

  private static let windowLogMax: Int32 = 100
  private static let sessionOnly: Int32 = 1
  private static let windowTooLarge: UInt32 = 16
  private static let memoryAllocation: UInt32 = 64

  /// - Parameter window: the most bytes of history, rounded down to a power of two from 1 KiB to 2 GiB.
  ///   Memory is taken as it is filled.
  package init(_ library: Zstandard, window: Int) throws {
    // SAFETY: the context is made here, used by this object alone, and freed in `deinit`.
    guard let context = unsafe library.create() else {
      throw CandorError(.unavailable, "the system's libzstd cannot start")
    }
    self.library = library
    unsafe self.context = context
    let log = Int32(Int.bitWidth - 1 - max(1, window).leadingZeroBitCount)
    unsafe _ = library.set(context, Self.windowLogMax, min(max(log, 10), 31))
  }

  deinit {
    // SAFETY: nothing uses the context after this.
    unsafe _ = library.free(context)
  }

  package func restart() {
    // SAFETY: the context was made in `init`.
    unsafe _ = library.reset(context, Self.sessionOnly)
  }

  package func unpack(
    _ input: borrowing [UInt8], from start: inout Int, capacity: Int
  ) -> (output: [UInt8], outcome: UnpackOutcome) {
    var status = 0
    // SAFETY: the library reads and writes within the two runs, whose positions it sets.
    let output = unsafe UnpackingStep.run(input, from: &start, capacity: capacity) { step in
      var source = unsafe Zstandard.Run(
        address: UnsafeMutableRawPointer(mutating: step.source), size: step.offered)
      var target = unsafe Zstandard.Run(address: step.target, size: step.room)
      status = unsafe library.decompress(context, &target, &source)
      unsafe (step.used, step.made) = unsafe (source.position, target.position)
    }
    if status == 0 { return (output, .memberEnd) }
    guard library.isError(status) != 0 else { return (output, .more) }
    let code = library.errorCode(status)
    if code == Self.windowTooLarge || code == Self.memoryAllocation { return (output, .tooLarge) }
    // SAFETY: libzstd's messages are constant strings of the library, which stays loaded.
    let reason = unsafe library.errorName(status).map { unsafe String(cString: $0) }
    return (output, .corrupt(reason ?? "zstd code \(code)"))
  }
}
