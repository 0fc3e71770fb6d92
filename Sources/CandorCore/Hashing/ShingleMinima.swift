import CCandorKernels

/// The arithmetic of MinHash, in C.
package enum ShingleMinima {
  /// Of the fastest instruction set of this machine; asking the processor takes longer than a text.
  // SAFETY: the C side returns NULL or a function that never changes.
  nonisolated(unsafe) private static let fastest =
    unsafe ck_minima_for(Int32(ck_avx512))
    ?? ck_minima_for(Int32(ck_avx2)) ?? ck_minima_for(Int32(ck_generic))

  /// Lowers each of `minima` to the least of (hash · a + b mod 2⁶⁴) mod 2⁶¹ − 1 over the shingles, whose
  /// hashes are the first eight bytes of their SHA-1, little-endian.
  ///
  /// - Parameters:
  ///   - text: up to 4 GiB.
  ///   - starts, ends: of each shingle, in `text`.
  ///   - factors, terms: a and b, as many as `minima`, a multiple of eight.
  package static func lower(
    _ minima: inout [UInt64], over text: [UInt8], starts: [UInt32], ends: [UInt32],
    factors: [UInt64], terms: [UInt64]
  ) {
    precondition(starts.count == ends.count && minima.count % 8 == 0)
    precondition(factors.count == minima.count && terms.count == minima.count)
    for index in starts.indices {
      precondition(starts[index] <= ends[index] && Int(ends[index]) <= text.count)
    }
    // SAFETY: the counts are those of the arrays, every shingle lies in the text, and the pointers are
    // used only inside the closures.
    unsafe text.withUnsafeBufferPointer { text in
      unsafe starts.withUnsafeBufferPointer { starts in
        unsafe ends.withUnsafeBufferPointer { ends in
          unsafe factors.withUnsafeBufferPointer { factors in
            unsafe terms.withUnsafeBufferPointer { terms in
              unsafe minima.withUnsafeMutableBufferPointer { minima in
                unsafe fastest?(
                  starts.count, text.baseAddress, starts.baseAddress, ends.baseAddress,
                  minima.count, factors.baseAddress, terms.baseAddress, minima.baseAddress)
              }
            }
          }
        }
      }
    }
  }
}
