import CandorCore

/// The system's libwebp. This file is the one place that knows it.
@safe
struct WebPLibrary: Sendable {
  private typealias ReadHeader =
    @convention(c) @Sendable (
      UnsafePointer<UInt8>?, Int, UnsafeMutablePointer<Int32>, UnsafeMutablePointer<Int32>
    ) -> Int32
  private typealias Decode =
    @convention(c) @Sendable (
      UnsafePointer<UInt8>?, Int, UnsafeMutablePointer<UInt8>, Int, Int32
    ) -> UnsafeMutablePointer<UInt8>?

  private let readHeader: ReadHeader
  private let decodeRGB: Decode

  private static let system = Result {
    try WebPLibrary(libraries: ["libwebp.so.7", "libwebp.7.dylib"])
  }

  /// The library, loaded once per process.
  ///
  /// - Throws: `unavailable` where the system has no libwebp.
  static func load() throws -> WebPLibrary { try system.get() }

  init(libraries: [String]) throws {
    let library = try SystemLibrary(libraries, for: .webP, in: "libwebp7")
    // SAFETY: the types are those of webp/decode.h, of its stable interface.
    unsafe readHeader = try unsafeBitCast(library.symbol("WebPGetInfo"), to: ReadHeader.self)
    unsafe decodeRGB = try unsafeBitCast(library.symbol("WebPDecodeRGBInto"), to: Decode.self)
  }

  /// - Throws: `PictureDamage`; a picture that moves is `unsupported`.
  func decode(_ bytes: borrowing [UInt8], _ mostPixels: Int) throws -> Picture {
    guard !Self.moves(bytes) else { throw PictureDamage.unsupported }
    // SAFETY: the library reads `bytes` within their count, and writes rows of three times `width` bytes,
    // `height` of them, and no more than the size it is given.
    return try unsafe bytes.withUnsafeBufferPointer { source in
      var (width, height) = (Int32(0), Int32(0))
      let (start, count) = (source.baseAddress, source.count)
      guard unsafe readHeader(start, count, &width, &height) != 0 else {
        throw PictureDamage.damaged
      }
      return try unsafe Picture(
        width: Int(width), height: Int(height), channels: 3, mostPixels: mostPixels
      ) { pixels in
        let size = 3 * Int(width) * Int(height)
        return unsafe decodeRGB(start, count, pixels, size, 3 * width) != nil
      }
    }
  }

  /// Whether the extended header says that there are frames (RFC 9649, section 2.7).
  private static func moves(_ bytes: borrowing [UInt8]) -> Bool {
    bytes.count > 20 && bytes[12..<16].elementsEqual("VP8X".utf8) && bytes[20] & 2 != 0
  }
}
