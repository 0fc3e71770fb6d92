import CandorCore
import CandorTensors
import SystemPackage

/// The tensors of a decoder as files of one convention hold them, out of files of another.
///
/// Numbers are read as binary32, put in the other order, and changed by nothing but what norms are
/// stored less.
struct TensorTranslation {
  let archive: TensorArchive
  let configuration: DecoderConfiguration
  let source: TensorConventions
  let target: TensorConventions
  let arithmetic: Arithmetic

  /// A tensor of the target.
  struct Tensor {
    let name: String
    let shape: [Int]
    /// What it is made of, in the order of its rows: tensors of the decoder, or some of the matrices
    /// of such a tensor, and where they stand.
    var parts: [(tensor: DecoderTensor, matrix: Int, place: TensorPlace)] = []
  }

  /// Numbers that are read at a time, unless a row has more.
  private static let piece = 1 << 20

  var tensors: [Tensor] {
    let wanted = configuration.tensors
    var parts: [String: [(DecoderTensor, Int, TensorPlace)]] = [:]
    for tensor in wanted {
      for (matrix, place) in target.places(of: tensor, in: configuration).enumerated() {
        parts[place.name, default: []].append((tensor, matrix, place))
      }
    }
    return target.stored(wanted, of: configuration).map { name, shape in
      Tensor(
        name: name, shape: shape,
        parts: (parts[name] ?? []).sorted { $0.2.rows.lowerBound < $1.2.rows.lowerBound })
    }
  }

  /// Lends the numbers of a tensor, whole rows at a time, from the first to the last.
  func forEachPiece(of tensor: Tensor, _ body: (Span<Float>) throws -> Void) throws {
    var places: (of: DecoderTensor, list: [TensorPlace])?
    for part in tensor.parts {
      let known = places.flatMap { $0.of == part.tensor ? $0.list : nil }
      let list = known ?? source.places(of: part.tensor, in: configuration)
      places = (part.tensor, list)
      try read(part.tensor, from: list[part.matrix], as: part.place, body)
    }
  }

  private func read(
    _ tensor: DecoderTensor, from origin: TensorPlace, as place: TensorPlace,
    _ body: (Span<Float>) throws -> Void
  ) throws {
    guard let entry = archive.entry(named: origin.name) else {
      preconditionFailure("`\(origin.name)` was not checked")
    }
    defer { archive.release(entry) }
    let columns = entry.shape.last ?? 1
    guard configuration.shape(of: tensor)?.count != 1 else {
      let numbers = try vector(entry, isNorm: tensor.isNorm, from: origin, as: place)
      return try body(numbers.span)
    }
    if (origin.order == .columns) != (place.order == .columns) {
      let numbers = try rows(origin.rows, of: entry, columns)
      let turned = try Self.transposed(numbers, columns)
      return try body(turned.span)
    }
    let count = origin.rows.count
    let sources = Self.sources(origin, place, count: count)
    let step = max(1, Self.piece / max(1, columns))
    for first in stride(from: 0, to: count, by: step) {
      let some = first..<min(first + step, count)
      guard let sources else {
        let start = origin.rows.lowerBound
        let numbers = try rows(
          (start + some.lowerBound)..<(start + some.upperBound), of: entry, columns)
        try body(numbers.span)
        continue
      }
      var numbers = try Buffer<Float>(checkedCount: some.count * columns, repeating: 0)
      var span = numbers.mutableSpan
      for row in some {
        let at = (row - some.lowerBound) * columns
        var target = span._mutatingExtracting(at..<(at + columns))
        let stored = origin.rows.lowerBound + sources[row]
        try archive.read(entry, rows: stored..<(stored + 1), with: arithmetic, into: &target)
      }
      try body(numbers.span)
    }
  }

  private func vector(
    _ entry: TensorArchive.Entry, isNorm: Bool, from origin: TensorPlace, as place: TensorPlace
  ) throws -> [Float] {
    var numbers = [Float](repeating: 0, count: entry.count)
    var span = numbers.mutableSpan
    try archive.read(entry, rows: 0..<1, with: arithmetic, into: &span)
    if let sources = Self.sources(origin, place, count: numbers.count) {
      numbers = sources.map { numbers[$0] }
    }
    guard isNorm, source.normOffset != target.normOffset else { return numbers }
    return numbers.map { $0 + source.normOffset - target.normOffset }
  }

  private func rows(
    _ range: Range<Int>, of entry: TensorArchive.Entry, _ columns: Int
  ) throws -> Buffer<Float> {
    var numbers = try Buffer<Float>(checkedCount: range.count * columns, repeating: 0)
    var span = numbers.mutableSpan
    try archive.read(entry, rows: range, with: arithmetic, into: &span)
    return numbers
  }

  /// For each stored row of the target the stored row of the source, both within their places; nil
  /// where they are the same.
  private static func sources(
    _ origin: TensorPlace, _ place: TensorPlace, count: Int
  ) -> [Int]? {
    func order(_ place: TensorPlace) -> [Int]? {
      if case .permutedRows(let rows) = place.order { rows } else { nil }
    }
    guard order(origin) != nil || order(place) != nil, origin.order != place.order else {
      return nil
    }
    var sources = [Int](repeating: 0, count: count)
    for row in 0..<count { sources[order(place)?[row] ?? row] = order(origin)?[row] ?? row }
    return sources
  }

  private static func transposed(
    _ numbers: borrowing Buffer<Float>, _ columns: Int
  ) throws -> Buffer<Float> {
    let rows = numbers.count / columns
    var result = try Buffer<Float>(checkedCount: numbers.count, repeating: 0)
    var target = result.mutableSpan
    let source = numbers.span
    for row in 0..<rows {
      for column in 0..<columns { target[column * rows + row] = source[row * columns + column] }
    }
    return result
  }
}
