import CandorCore

/// The system's libpng. This file is the one place that knows it.
@safe
struct PNGLibrary: Sendable {
  /// `png_image` of png.h 1.6, which is told its version.
  @unsafe
  private struct Image {
    var control: OpaquePointer?
    var version: UInt32 = 1
    var width: UInt32 = 0
    var height: UInt32 = 0
    var format: UInt32 = 0
    var flags: UInt32 = 0
    var colours: UInt32 = 0
    var warningOrError: UInt32 = 0
    // The message: 64 bytes.
    var message:
      (
        UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64
      ) = (0, 0, 0, 0, 0, 0, 0, 0)
  }

  private typealias Begin =
    @convention(c) @Sendable (UnsafeMutableRawPointer, UnsafeRawPointer?, Int) -> Int32
  private typealias Finish =
    @convention(c) @Sendable (
      UnsafeMutableRawPointer, UnsafeRawPointer?, UnsafeMutableRawPointer, Int32,
      UnsafeMutableRawPointer?
    ) -> Int32
  private typealias Free = @convention(c) @Sendable (UnsafeMutableRawPointer) -> Void

  private let begin: Begin
  private let finish: Finish
  private let free: Free

  /// Of png.h.
  private enum Constant {
    static let alpha: UInt32 = 1
    static let rgb: UInt32 = 2
    /// Numbers of sixteen bits are light as those of eight are.
    static let sixteenBitsAsEight: UInt32 = 4
  }

  private static let system = Result {
    try PNGLibrary(libraries: ["libpng16.so.16", "libpng16.16.dylib"])
  }

  /// The library, loaded once per process.
  ///
  /// - Throws: `unavailable` where the system has no libpng 1.6.
  static func load() throws -> PNGLibrary { try system.get() }

  init(libraries: [String]) throws {
    let library = try SystemLibrary(libraries, for: .png, in: "libpng16-16")
    // SAFETY: the types are those of the simplified interface of png.h 1.6. It catches its own errors.
    unsafe begin = try unsafeBitCast(
      library.symbol("png_image_begin_read_from_memory"), to: Begin.self)
    unsafe finish = try unsafeBitCast(library.symbol("png_image_finish_read"), to: Finish.self)
    unsafe free = try unsafeBitCast(library.symbol("png_image_free"), to: Free.self)
  }

  /// Of one that moves, the picture that stands for it.
  ///
  /// - Throws: `PictureDamage`.
  func decode(_ bytes: borrowing [UInt8], _ mostPixels: Int) throws -> Picture {
    // SAFETY: the image lives at one address from `begin` to `free`, which accepts one that failed. The
    // library reads `bytes` within their count, and writes `height` rows of `width` times `channels` bytes.
    let image = UnsafeMutablePointer<Image>.allocate(capacity: 1)
    unsafe image.initialize(to: Image())
    defer {
      unsafe free(image)
      unsafe image.deallocate()
    }
    return try unsafe bytes.withUnsafeBufferPointer { source in
      guard unsafe begin(image, source.baseAddress, source.count) != 0 else {
        throw PictureDamage.damaged
      }
      let hasAlpha = unsafe image.pointee.format & Constant.alpha != 0
      unsafe image.pointee.format = Constant.rgb | (hasAlpha ? Constant.alpha : 0)
      unsafe image.pointee.flags |= Constant.sixteenBitsAsEight
      return try unsafe Picture(
        width: Int(image.pointee.width), height: Int(image.pointee.height),
        channels: hasAlpha ? 4 : 3, mostPixels: mostPixels
      ) { pixels in
        unsafe finish(image, nil, pixels, 0, nil) != 0
      }
    }
  }
}
