import CandorCore
import Testing

@Suite struct BufferTests {
  @Test(
    "a buffer is aligned, filled and written through its span", arguments: [0, 1, 7, 2_000_003])
  func contents(count: Int) {
    var buffer = Buffer<Float>(count: count, repeating: 1.5)
    #expect(buffer.count == count && buffer.span.count == count)
    // SAFETY: only the address is looked at.
    let address = unsafe buffer.span.withUnsafeBufferPointer { Int(bitPattern: $0.baseAddress) }
    #expect(address % (count * 4 >= 4 << 20 ? 2 << 20 : 64) == 0)
    var total: Double = 0
    for index in buffer.span.indices { total += Double(buffer.span[index]) }
    #expect(total == 1.5 * Double(count))
    var elements = buffer.mutableSpan
    for index in elements.indices { elements[index] = Float(index % 1000) }
    for index in stride(from: 0, to: count, by: 997) {
      #expect(buffer.span[index] == Float(index % 1000))
    }
  }

  @Test("zeros are zeros, wherever they come from", arguments: [3, 300_000, 2_000_003])
  func zeros(count: Int) {
    for _ in 0..<2 {
      var buffer = Buffer<Float>(count: count, repeating: 0)
      #expect(buffer.span.indices.allSatisfy { buffer.span[$0].bitPattern == 0 })
      var elements = buffer.mutableSpan
      for index in elements.indices { elements[index] = 1 }
    }
    let negative = Buffer<Float>(count: count, repeating: -0.0)
    #expect(negative.span.indices.allSatisfy { negative.span[$0].sign == .minus })
  }

  @Test("sizes that cannot be are refused", arguments: [-1, Int.min, Int.max, Int.max / 8])
  func impossible(count: Int) {
    let error = candorError { _ = try Buffer<Double>(checkedCount: count, repeating: 0) }
    #expect(error?.code == (count == Int.max / 8 ? .unavailable : .limitExceeded))
  }

  @Test("a buffer that cannot be is a programmer's mistake where nothing is thrown")
  func mistake() async {
    await #expect(processExitsWith: .failure) { _ = Buffer<UInt8>(count: -1, repeating: 0) }
  }
}
