import CCandorKernels

/// The arithmetic of PDQ, in C.
package enum PDQTransform {
  /// - Parameters:
  ///   - pixels: row by row from the top; red, green and blue are the first of the bytes of each.
  ///   - channels: bytes of a pixel, 3 or 4.
  /// - Returns: 256 bits, the first one the most significant of the first word, and how much they say, 0 to 100.
  package static func hash(
    _ pixels: [UInt8], width: Int, height: Int, channels: Int
  ) -> (words: SIMD4<UInt64>, quality: Int) {
    precondition(width > 0 && height > 0 && (3...4).contains(channels))
    precondition(pixels.count == width * height * channels)
    var memory = [Float](repeating: 0, count: ck_pdq_memory(height, width))
    var words = [UInt64](repeating: 0, count: 4)
    // SAFETY: the pixels are as many as the sizes say, the memory is as large as asked for, the words are
    // four, and the pointers are used only inside the closures.
    let quality = unsafe pixels.withUnsafeBufferPointer { pixels in
      unsafe memory.withUnsafeMutableBufferPointer { memory in
        unsafe words.withUnsafeMutableBufferPointer { words in
          unsafe ck_pdq(
            height, width, channels, pixels.baseAddress, memory.baseAddress, words.baseAddress)
        }
      }
    }
    return (SIMD4(words[0], words[1], words[2], words[3]), Int(quality))
  }
}
