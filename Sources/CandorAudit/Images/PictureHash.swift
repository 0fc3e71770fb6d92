import CandorContainers
import CandorCore

/// The PDQ hash of a picture, from its pixels.
package struct PictureHash: Sendable, Equatable {
  package let hash: PDQHash
  /// From 0 to 100: how much there is on it.
  package let quality: Int

  /// Whether the hash says something.
  package var isTelling: Bool { Double(quality) >= PDQHash.leastQuality }

  package init(_ picture: Picture) {
    let (words, quality) = PDQTransform.hash(
      picture.pixels, width: picture.width, height: picture.height, channels: picture.channels)
    (hash, self.quality) = (PDQHash(words), quality)
  }

  /// Of a picture as it is encoded, by the system's decoders.
  ///
  /// - Throws: `Unreadable` if there is no whole picture; `CandorError.unavailable` where the system lacks the
  ///   decoder.
  package init(_ bytes: [UInt8], limits: AuditLimits) throws {
    guard let format = PictureFormat(bytes) else { throw Unreadable.unsupportedPicture }
    do {
      self.init(try Picture(bytes, format, mostPixels: limits.picturePixels))
    } catch let damage as PictureDamage {
      throw switch damage {
      case .damaged: Unreadable.damagedPicture
      case .tooLarge: Unreadable.largePicture
      case .unsupported: Unreadable.unsupportedPicture
      }
    }
  }
}
