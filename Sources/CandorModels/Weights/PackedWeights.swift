import CandorCore
import CandorTensors

/// The weights of a model that is only used: every matrix laid out for products, once.
public final class PackedWeights: DecoderWeights, Sendable {
  private let vectors: [DecoderTensor: [Float]]
  private let matrices: [DecoderTensor: [WeightMatrix]]
  /// What the tensors are called where they came from.
  private let names: [DecoderTensor: String]

  init(
    vectors: [DecoderTensor: [Float]], matrices: [DecoderTensor: [WeightMatrix]],
    names: [DecoderTensor: String]
  ) {
    self.vectors = vectors
    self.matrices = matrices
    self.names = names
  }

  /// Bytes of memory that the weights take.
  public var byteCount: Int {
    matrices.values.joined().reduce(0) { $0 + $1.byteCount }
      + vectors.values.reduce(0) { $0 + 4 * $1.count }
  }

  /// Bytes of the matrices that a forward pass reads: all but a few rows of an embedding that is not the
  /// head too.
  public var byteCountOfPass: Int {
    let embedding = matrices[.head] == nil ? [] : matrices[.embedding] ?? []
    return byteCount - embedding.reduce(0) { $0 + $1.byteCount }
  }

  public func embed(
    _ tokens: Span<Int32>, into rows: inout Buffer<Float>, _ arithmetic: Arithmetic
  ) {
    arithmetic.gather(tokens, from: matrix(.embedding, 0), into: &rows)
  }

  public func withVector(_ tensor: DecoderTensor, _ body: (Span<Float>) -> Void) {
    guard let vector = vectors[tensor] else { preconditionFailure("\(tensor) was not loaded") }
    body(vector.span)
  }

  public func multiply(
    rows: Int, _ x: borrowing Buffer<Float>, from first: Int, stride: Int?,
    by tensor: DecoderTensor, part: Int, into y: inout Buffer<Float>, at start: Int,
    outputStride: Int?, scratch: inout Scratch, _ arithmetic: Arithmetic
  ) {
    arithmetic.multiply(
      rows: rows, x, from: first, stride: stride, by: matrix(tensor, part), into: &y, at: start,
      outputStride: outputStride, scratch: &scratch)
  }

  public func multiply(
    rows: Int, _ x: borrowing Buffer<Float>, by tensors: (DecoderTensor, DecoderTensor),
    into y: inout Buffer<Float>, _ z: inout Buffer<Float>, scratch: inout Scratch,
    _ arithmetic: Arithmetic
  ) {
    arithmetic.multiply(
      rows: rows, x, by: (matrix(tensors.0, 0), matrix(tensors.1, 0)), into: &y, &z,
      scratch: &scratch)
  }

  private func matrix(_ tensor: DecoderTensor, _ part: Int) -> WeightMatrix {
    guard let parts = matrices[tensor] ?? (tensor == .head ? matrices[.embedding] : nil) else {
      preconditionFailure("\(tensor) was not loaded")
    }
    return parts[part]
  }

  /// The name of a tensor with an infinity or a NaN, if there is one.
  var nonFiniteTensor: String? {
    names.sorted { $0.value < $1.value }.first {
      !(matrices[$0.key]?.allSatisfy(\.isFinite) ?? true)
        || !(vectors[$0.key]?.allSatisfy(\.isFinite) ?? true)
    }?.value
  }
}

extension PackedWeights {
  /// A copy of a plain Llama's flat parameters.
  public convenience init(
    _ parameters: borrowing Buffer<Float>, layout: ParameterLayout, arithmetic: Arithmetic
  ) throws {
    precondition(parameters.count >= layout.extent)
    var vectors: [DecoderTensor: [Float]] = [:]
    var matrices: [DecoderTensor: [WeightMatrix]] = [:]
    var names: [DecoderTensor: String] = [:]
    for (tensor, slot) in layout.tensors {
      names[tensor] = slot.name
      let numbers = parameters.span[slot]
      if slot.isMatrix {
        let matrix = try arithmetic.packed(
          numbers.rawBytes, .float32, outputs: slot.shape[0], inputs: slot.shape[1])
        matrices[tensor] = [.dense(matrix)]
      } else {
        vectors[tensor] = numbers.indices.map { numbers[$0] }
      }
    }
    self.init(vectors: vectors, matrices: matrices, names: names)
  }
}
