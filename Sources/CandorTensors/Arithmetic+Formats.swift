import CCandorKernels
import CandorCore
import Synchronization

/// Stored numbers of any format as binary32 (numerics 13).
extension Arithmetic {
  /// The numbers of whole blocks.
  ///
  /// - Precondition: `format` has weights, and `bytes` are the blocks of `values`.
  public func dequantise(
    _ bytes: RawSpan, _ format: TensorFormat, into values: inout MutableSpan<Float>
  ) {
    guard let code = format.kernelCode else {
      preconditionFailure("\(format.rawValue) has no weights")
    }
    let (length, size) = (format.blockLength, format.blockBytes)
    let blocks = values.count / length
    precondition(values.count == blocks * length && bytes.byteCount == blocks * size)
    let target = unsafe values.writable
    unsafe bytes.withUnsafeBytes { source in
      guard let source = source.baseAddress else { return }
      let bytes = unsafe source.assumingMemoryBound(to: UInt8.self)
      forEachShare(of: blocks, grain: max(1, 4096 / length)) { share in
        let first = share.lowerBound
        unsafe kernels.dequantise(code, share.count, bytes + first * size, target + first * length)
      }
    }
  }

  /// Numbers as whole blocks, and whether all of them fit: a number that is not finite, or too large
  /// for the scales of the format, leaves its block without meaning.
  ///
  /// - Precondition: `format` can be written, and `bytes` are the blocks of `values`.
  public func quantise(
    _ values: Span<Float>, _ format: TensorFormat, into bytes: inout MutableSpan<UInt8>
  ) -> Bool {
    guard format.isWritable, let code = format.kernelCode else {
      preconditionFailure("\(format.rawValue) cannot be written")
    }
    let (length, size) = (format.blockLength, format.blockBytes)
    let blocks = values.count / length
    precondition(values.count == blocks * length && bytes.count == blocks * size)
    let fits = Atomic(true)
    let (source, target) = unsafe (values.readable, bytes.writable)
    forEachShare(of: blocks, grain: max(1, 4096 / length)) { share in
      let first = share.lowerBound
      let good = unsafe kernels.quantise(
        code, share.count, source + first * length, target + first * size)
      if !good { fits.store(false, ordering: .relaxed) }
    }
    return fits.load(ordering: .relaxed)
  }

  /// x *= factor
  func scale(_ x: inout MutableSpan<Float>, _ range: Range<Int>, by factor: Float) {
    precondition(range.lowerBound >= 0 && range.upperBound <= x.count)
    unsafe kernels.scale(range.count, factor, x.writable + range.lowerBound)
  }
}

extension TensorFormat {
  /// Whether its numbers can be read as binary32: floating-point numbers and blocks.
  public var hasWeights: Bool { kernelCode != nil }

  /// Whether numbers can be brought into this format.
  public var isWritable: Bool {
    switch self {
    case .float32, .float16, .bfloat16, .q4_0, .q4_1, .q5_0, .q5_1, .q8_0, .q4_K, .q6_K: true
    default: false
    }
  }

  /// The kernels' number of the format.
  var kernelCode: Int32? {
    switch self {
    case .boolean, .uint8, .int8, .uint16, .int16, .uint32, .int32, .uint64, .int64, .float64: nil
    case .float8E4M3: Int32(ck_f8_e4m3)
    case .float8E5M2: Int32(ck_f8_e5m2)
    default: ggmlType.map(Int32.init)
    }
  }
}
