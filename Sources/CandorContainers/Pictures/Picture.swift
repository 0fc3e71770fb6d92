import CandorCore

/// A picture as its pixels, row by row from the top, as they are stored: not turned as Exif says, and not
/// laid over a background.
package struct Picture: Sendable, Equatable {
  package let width: Int
  package let height: Int
  /// Bytes of a pixel: red, green, blue, and, if there are four, one that says nothing here.
  package let channels: Int
  package let pixels: [UInt8]

  /// Decodes a picture by the system's libraries.
  ///
  /// - Parameters:
  ///   - format: what the first bytes say.
  ///   - mostPixels: of a picture; no memory is taken for one of more.
  /// - Throws: `PictureDamage` for what is no whole picture, `CandorError.unavailable` where the system lacks the
  ///   library.
  package init(_ bytes: [UInt8], _ format: PictureFormat, mostPixels: Int) throws {
    switch format {
    case .jpeg: self = try JPEGLibrary.load().decode(bytes, mostPixels)
    case .png: self = try PNGLibrary.load().decode(bytes, mostPixels)
    case .webP: self = try WebPLibrary.load().decode(bytes, mostPixels)
    case .gif, .bmp, .tiff, .heif, .jpegXL: throw PictureDamage.unsupported
    }
  }

  /// A picture of this size, whose pixels `fill` writes; false if it cannot.
  ///
  /// - Throws: `PictureDamage`.
  init(
    width: Int, height: Int, channels: Int, mostPixels: Int,
    fill: (UnsafeMutablePointer<UInt8>) -> Bool
  ) throws {
    guard width > 0, height > 0 else { throw PictureDamage.damaged }
    guard width <= mostPixels / height else { throw PictureDamage.tooLarge }
    (self.width, self.height, self.channels) = (width, height, channels)
    var isWhole = false
    // SAFETY: the memory has room for all pixels, and counts as written only if `fill` says that it
    // wrote all of them.
    unsafe pixels = [UInt8](unsafeUninitializedCapacity: width * height * channels) {
      memory, count in
      guard let start = memory.baseAddress else { return }
      isWhole = unsafe fill(start)
      count = isWhole ? memory.count : 0
    }
    guard isWhole else { throw PictureDamage.damaged }
  }
}

/// Why there is no picture.
package enum PictureDamage: Error, Equatable {
  case damaged, tooLarge, unsupported
}
