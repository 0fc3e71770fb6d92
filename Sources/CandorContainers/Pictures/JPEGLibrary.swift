import CandorCore

/// The system's TurboJPEG. This file is the one place that knows it.
@safe
struct JPEGLibrary: Sendable {
  private typealias Create = @convention(c) @Sendable () -> OpaquePointer?
  private typealias Destroy = @convention(c) @Sendable (OpaquePointer) -> Int32
  private typealias ReadHeader =
    @convention(c) @Sendable (
      OpaquePointer, UnsafePointer<UInt8>?, UInt, UnsafeMutablePointer<Int32>,
      UnsafeMutablePointer<Int32>, UnsafeMutablePointer<Int32>, UnsafeMutablePointer<Int32>
    ) -> Int32
  private typealias Decompress =
    @convention(c) @Sendable (
      OpaquePointer, UnsafePointer<UInt8>?, UInt, UnsafeMutablePointer<UInt8>, Int32, Int32, Int32,
      Int32, Int32
    ) -> Int32

  private let create: Create
  private let destroy: Destroy
  private let readHeader: ReadHeader
  private let decompress: Decompress

  /// Of turbojpeg.h.
  private enum Constant {
    static let rgb: Int32 = 0
    /// CMYK and YCCK, which have no one way to red, green and blue.
    static let fourInks: Set<Int32> = [3, 4]
    /// The accurate transform, an end at the first warning, at most 500 scans.
    static let flags: Int32 = 4096 | 8192 | 32768
  }

  private static let system = Result {
    try JPEGLibrary(libraries: ["libturbojpeg.so.0", "libturbojpeg.0.dylib"])
  }

  /// The library, loaded once per process.
  ///
  /// - Throws: `unavailable` where the system has no TurboJPEG.
  static func load() throws -> JPEGLibrary { try system.get() }

  init(libraries: [String]) throws {
    let library = try SystemLibrary(libraries, for: .jpeg, in: "libturbojpeg0")
    // SAFETY: the types are those of turbojpeg.h 2.0, which later versions keep.
    unsafe create = try unsafeBitCast(library.symbol("tjInitDecompress"), to: Create.self)
    unsafe destroy = try unsafeBitCast(library.symbol("tjDestroy"), to: Destroy.self)
    unsafe readHeader = try unsafeBitCast(
      library.symbol("tjDecompressHeader3"), to: ReadHeader.self)
    unsafe decompress = try unsafeBitCast(library.symbol("tjDecompress2"), to: Decompress.self)
  }

  /// - Throws: `PictureDamage`; a picture about which the library warns is damaged.
  func decode(_ bytes: borrowing [UInt8], _ mostPixels: Int) throws -> Picture {
    guard let handle = unsafe create() else {
      throw CandorError(.unavailable, "the system's TurboJPEG cannot start")
    }
    // SAFETY: the handle is used here alone. The library reads `bytes` within their count, and writes rows of
    // three times `width` bytes, `height` of them, which is what it is given.
    defer { unsafe _ = destroy(handle) }
    return try unsafe bytes.withUnsafeBufferPointer { source in
      var (width, height, sampling, colours) = (Int32(0), Int32(0), Int32(0), Int32(0))
      let (start, count) = (source.baseAddress, UInt(source.count))
      guard
        unsafe readHeader(handle, start, count, &width, &height, &sampling, &colours) == 0
      else { throw PictureDamage.damaged }
      guard !Constant.fourInks.contains(colours) else { throw PictureDamage.unsupported }
      return try unsafe Picture(
        width: Int(width), height: Int(height), channels: 3, mostPixels: mostPixels
      ) { pixels in
        unsafe decompress(
          handle, start, count, pixels, width, 3 * width, height, Constant.rgb, Constant.flags)
          == 0
      }
    }
  }
}
