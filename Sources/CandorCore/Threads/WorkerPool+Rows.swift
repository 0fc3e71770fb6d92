extension WorkerPool {
  /// Cuts `elements` into runs of whole rows and hands each run to one call of `body`, on all threads.
  ///
  /// There are at most four runs per thread, each of one row at least, and they differ by at most one
  /// row. What `body` computes for a row must not depend on which rows come with it.
  ///
  /// - Parameters:
  ///   - elements: rows × `columns`, row after row.
  ///   - body: gets the numbers of its rows and their elements, which nobody else can reach.
  /// - Precondition: `columns` is positive and divides the number of elements.
  public func forEachRow(
    in elements: inout MutableSpan<Float>, columns: Int,
    _ body: (Range<Int>, inout MutableSpan<Float>) -> Void
  ) {
    precondition(
      columns > 0 && elements.count.isMultiple(of: columns),
      "\(elements.count) elements are not rows of \(columns)")
    let rows = elements.count / columns
    let chunks = min(rows, 4 * threads)
    // SAFETY: chunk c covers rows c·rows/chunks ..< (c+1)·rows/chunks. These ranges are inside the
    // span and do not overlap, and `run` calls each c once, so each MutableSpan is the only access to
    // its elements. The pointer is used only inside this closure, during exclusive access to the span.
    unsafe elements.withUnsafeMutableBufferPointer { buffer in
      run(chunks) { chunk in
        let range = chunk * rows / chunks..<(chunk + 1) * rows / chunks
        let part = unsafe UnsafeMutableBufferPointer(
          rebasing: buffer[range.lowerBound * columns..<range.upperBound * columns])
        var span = unsafe MutableSpan(_unsafeElements: part)
        body(range, &span)
      }
    }
  }
}
