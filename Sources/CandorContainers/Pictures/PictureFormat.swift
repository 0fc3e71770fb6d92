/// In what a picture is encoded, by its first bytes; names say nothing.
package enum PictureFormat: String, Sendable {
  case jpeg = "JPEG"
  case png = "PNG"
  case webP = "WebP"
  // Known, so as not to be taken for something else, and not decoded.
  case gif = "GIF"
  case bmp = "BMP"
  case tiff = "TIFF"
  case heif = "HEIF"
  case jpegXL = "JPEG XL"

  /// nil for bytes that are no picture of these.
  package init?(_ bytes: [UInt8]) {
    let head = bytes.prefix(32)
    func has(_ text: String, at place: Int = 0) -> Bool {
      head.dropFirst(place).starts(with: text.utf8)
    }
    func has(_ values: [UInt8]) -> Bool { head.starts(with: values) }
    switch true {
    case has([0xFF, 0xD8, 0xFF]): self = .jpeg
    case has([0x89] + Array("PNG\r\n\u{1A}\n".utf8)): self = .png
    case has("RIFF") && has("WEBP", at: 8): self = .webP
    case has("GIF87a"), has("GIF89a"): self = .gif
    // The size of its own header is one of a few, and what is reserved is zero.
    case has("BM") && has("\0\0\0\0", at: 6) && head.count > 17
      && [12, 40, 52, 56, 64, 108, 124].contains(head[14]) && has("\0\0\0", at: 15):
      self = .bmp
    case has("II*\0"), has("MM\0*"): self = .tiff
    case has("ftyp", at: 4) && Self.brands.contains { has($0, at: 8) }: self = .heif
    case has([0xFF, 0x0A]), has([0, 0, 0, 12] + Array("JXL ".utf8)): self = .jpegXL
    default: return nil
    }
  }

  /// Of HEIC and AVIF.
  private static let brands = [
    "heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1", "avif", "avis",
  ]
}
