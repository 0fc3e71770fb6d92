import CandorCore
import Testing

@testable import CandorRelease

@Suite("A state digest")
struct StateDigestTests {
  /// Little-endian bytes of a few floats.
  static func bytes(_ values: [Float]) -> [UInt8] {
    values.flatMap { value in
      (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
    }
  }

  static func tensor(_ name: String, _ shape: [Int], _ values: [Float]) throws -> TensorDigest {
    try TensorDigest(name: name, shape: shape, digest: Digest(of: bytes(values)))
  }

  static func example() throws -> [TensorDigest] {
    try [
      tensor("b.weight", [2, 3], [1, 2, 3, 4, 5, 6]), tensor("a", [], [-0.0]),
      tensor("B", [1], [.leastNonzeroMagnitude]), tensor("é", [0, 4], []),
    ]
  }

  // Goldens: Tests/Oracles/ledger_chain.py state
  @Test("is what an independent program computes from the specification")
  func golden() throws {
    let state = try StateDigest(step: 300, tensors: Self.example())
    #expect(state.digest.hex == "694895ae2f6737eb614950dcf356acb9e336b9bce479b67a0d1f88e2ed18ca3a")
    #expect(state.tensors.map(\.name) == ["B", "a", "b.weight", "é"])
    let parameters = try StateDigest(parameters: Self.example())
    #expect(
      parameters.digest.hex == "765c2e2af0491bb86331c25dbf425b5df5b988032ccae4ec485834abc2b30e5e")
  }

  @Test("does not depend on the order of the tensors, and hashes memory as it lies")
  func order() throws {
    let state = try StateDigest(step: 1, tensors: Self.example())
    #expect(try StateDigest(step: 1, tensors: Self.example().reversed()) == state)
    let bytes = Self.bytes([1, 2, 3, 4, 5, 6])
    let tensor = try TensorDigest(name: "b.weight", shape: [2, 3], bytes: unsafe bytes.span.bytes)
    #expect(state.tensors.contains(tensor))
  }

  @Test("changes with the step and every name, type, dimension and bit of data")
  func sensitivity() throws {
    let original = try StateDigest(step: 1, tensors: Self.example())
    var digests: Set = [original.digest, try StateDigest(step: 2, tensors: Self.example()).digest]
    let first = try Self.example()[0]
    let variants = try [
      TensorDigest(name: "b.weighT", shape: [2, 3], digest: first.digest),
      TensorDigest(name: "b.weight", shape: [3, 2], digest: first.digest),
      TensorDigest(name: "b.weight", shape: [6], digest: first.digest),
      TensorDigest(name: "b.weight", elementType: "F16", shape: [2, 3], digest: first.digest),
      Self.tensor("b.weight", [2, 3], [1, 2, 3, 4, 5, 6.0000005]),
    ]
    for variant in variants {
      let changed = try StateDigest(step: 1, tensors: [variant] + Self.example().dropFirst())
      #expect(digests.insert(changed.digest).inserted)
      #expect(changed.names(differingFrom: original).allSatisfy { $0.hasPrefix("b.weigh") })
      #expect(!changed.names(differingFrom: original).isEmpty)
    }
  }

  @Test("names tensors that only one side has, once each")
  func names() throws {
    let all = try Self.example()
    let some = try StateDigest(step: 1, tensors: Array(all[1...2]))
    let whole = try StateDigest(step: 1, tensors: all)
    #expect(whole.names(differingFrom: some) == ["b.weight", "é"])
    #expect(some.names(differingFrom: whole) == ["b.weight", "é"])
    #expect(whole.names(differingFrom: whole).isEmpty)
  }

  @Test("refuses two tensors of one name, and names and shapes out of bounds")
  func refusals() throws {
    let twice = try Self.example() + [Self.tensor("a", [], [1])]
    #expect(throws: CandorError.self) { try StateDigest(step: 1, tensors: twice) }
    #expect(throws: CandorError.self) { try StateDigest(step: -1, tensors: []) }
    let digest = Digest(of: "")
    #expect(throws: CandorError.self) { try TensorDigest(name: "", shape: [], digest: digest) }
    #expect(throws: CandorError.self) { try TensorDigest(name: "a", shape: [-1], digest: digest) }
    #expect(throws: CandorError.self) {
      try TensorDigest(name: "a", shape: Array(repeating: 1, count: 9), digest: digest)
    }
    // Canonically equivalent names are different names.
    let equivalent = try ["é", "e\u{301}"].map {
      try TensorDigest(name: $0, shape: [], digest: digest)
    }
    #expect(try StateDigest(step: 1, tensors: equivalent).tensors.count == 2)
  }
}
