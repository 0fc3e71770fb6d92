import CandorCore
import SystemPackage
import Testing

@testable import CandorTensors

/// A mutation is a function of its number, so that a finding can be looked at again.
private struct Mutation {
  private let random: RandomStream
  private var drawn: UInt32 = 0

  init(_ number: Int) {
    random = RandomStream(seed: UInt64(number), purpose: .generator)
  }

  private mutating func next(below bound: Int) -> Int {
    drawn += 1
    return random.integer(drawn, below: UInt64(bound))
  }

  /// Opcodes and numbers that matter, more often than noise does.
  private static let tokens: [[UInt8]] = [
    [0x2E], [0x52], [0x93], [0x62], [0x28], [0x94], [0x68, 0], [0x86], [0x81], [0x71, 0], [0x85],
    [0x75], [0x65], [0xFF, 0xFF, 0xFF, 0xFF], [0, 0, 0, 0x80], [0x80, 4], [0x50, 0x4B, 1, 2],
    [0x95, 0xFF, 0, 0, 0, 0, 0, 0, 0], Array("cos\nsystem\n".utf8),
    [0x8E, 0, 0, 0, 0, 0, 0, 0, 0x10],
  ]

  mutating func apply(to bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    for _ in 0...next(below: 4) where !bytes.isEmpty {
      let place = next(below: bytes.count)
      switch next(below: 6) {
      case 0: bytes[place] = UInt8(next(below: 256))
      case 1: bytes[place] ^= 1 << UInt8(next(below: 8))
      case 2: bytes.insert(contentsOf: Self.tokens[next(below: Self.tokens.count)], at: place)
      case 3: bytes.removeSubrange(place..<min(bytes.count, place + 1 + next(below: 8)))
      case 4:
        let end = min(bytes.count, place + 1 + next(below: 64))
        bytes.insert(contentsOf: bytes[place..<end], at: next(below: bytes.count))
      default: bytes.removeLast(bytes.count - place)
      }
    }
    return bytes
  }
}

@Suite("A checkpoint that was tampered with")
struct TorchCheckpointFuzzTests {
  private static let seeds = [
    "training.zip.pt", "training.old.pt", "training.zip4.pt", "views.old.pt",
  ]

  @Test("ends in a verdict, and no tensor leaves its storage", arguments: seeds)
  func mutations(seed: String) throws {
    let path = FilePath(#filePath).removingLastComponent().removingLastComponent()
      .appending("Fixtures").appending("torch").appending(seed)
    let original = try FileSystem.read(path)
    let folder = try ScratchFolder()
    var inert = 0
    for number in 0..<300 {
      var mutation = Mutation(number)
      // A new file each time: writing over an old one waits for the disk.
      let path = folder["\(number)"]
      try write(mutation.apply(to: original), to: path)
      let checkpoint = try TorchCheckpoint(path)
      guard checkpoint.verdict == .inert else { continue }
      inert += 1
      for (_, tensor) in checkpoint.tensors.map({ ($0.name, $0.tensor) }) {
        let last = zip(tensor.shape, tensor.strides).reduce(tensor.offset) {
          $0 + max(0, $1.0 - 1) * $1.1
        }
        let isEmpty = tensor.shape.contains(0)
        #expect(isEmpty || (last + 1) * tensor.element.byteCount <= tensor.storage.byteCount)
        #expect(checkpoint.storages[tensor.storage]?.count == tensor.storage.byteCount)
      }
    }
    // Only changes of numbers leave it inert, and few change nothing else.
    #expect(inert < 150, "\(inert)")
  }
}
