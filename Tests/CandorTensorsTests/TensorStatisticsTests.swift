import CandorCore
import SystemPackage
import Testing

@testable import CandorTensors

@Suite("The statistics of a tensor")
struct TensorStatisticsTests {
  private static func archive(_ numbers: [Float], in folder: ScratchFolder) throws -> TensorArchive
  {
    let path = folder["model.safetensors"]
    var writer = try TensorArchiveWriter(to: path, tensors: [.init("a", .float32, [numbers.count])])
    try writer.append("a", numbers.span.rawBytes)
    try writer.commit()
    return try TensorArchive(path)
  }

  @Test("leave out what is not finite, and count it")
  func special() throws {
    let numbers: [Float] = [3, -1, 0, .infinity, -0.0, .nan, 6, -.infinity]
    let folder = try ScratchFolder()
    let archive = try Self.archive(numbers, in: folder)
    let found = try #require(
      archive.statistics(of: archive.entries[0], with: Arithmetic(threads: 2)))
    #expect((found.count, found.zeros, found.nonFinite) == (8, 2, 3))
    #expect((found.minimum, found.maximum) == (-1, 6))
    #expect(abs(found.mean - 1.6) < 1e-12)
    // Of 3, -1, 0, 0, 6: the mean of the squares is 9.2.
    #expect(abs(found.deviation * found.deviation - (9.2 - 1.6 * 1.6)) < 1e-12)
  }

  @Test("of a long tensor are those of all its parts, on any number of threads")
  func parts() throws {
    let random = RandomStream(seed: 3, purpose: .generator)
    let numbers = (0..<300_001).map { 100 + random.uniform(UInt32($0)) }
    let folder = try ScratchFolder()
    let archive = try Self.archive(numbers, in: folder)
    let one = archive.statistics(of: archive.entries[0], with: try Arithmetic(threads: 1))
    let three = archive.statistics(of: archive.entries[0], with: try Arithmetic(threads: 3))
    #expect(one == three)
    let found = try #require(one)
    let mean = numbers.reduce(0.0) { $0 + Double($1) } / Double(numbers.count)
    let squares = numbers.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
    #expect(abs(found.mean - mean) < 1e-9)
    #expect(abs(found.deviation - (squares / Double(numbers.count)).squareRoot()) < 1e-9)
    #expect(found.minimum == numbers.min() && found.maximum == numbers.max())
  }

  @Test("without a finite number have no ends")
  func nothing() throws {
    let folder = try ScratchFolder()
    let archive = try Self.archive([.nan], in: folder)
    let found = try #require(
      archive.statistics(of: archive.entries[0], with: Arithmetic(threads: 1)))
    #expect(found.minimum == nil && found.maximum == nil && found.deviation == 0)
  }
}
