import CandorCore
import CandorTensors
import CandorTraining
import SystemPackage

/// `Tests/Fixtures`.
let fixtures = FilePath(#filePath).removingLastComponent().removingLastComponent()
  .appending("Fixtures")

func buffer(_ values: [Float]) -> Buffer<Float> {
  var buffer = Buffer<Float>(count: values.count, repeating: 0)
  var span = buffer.mutableSpan
  for index in values.indices { span[index] = values[index] }
  return buffer
}

func array(_ buffer: borrowing Buffer<Float>) -> [Float] {
  let span = buffer.span
  return span.indices.map { span[$0] }
}

func set(_ values: [Float], at start: Int, in buffer: inout Buffer<Float>) {
  var span = buffer.mutableSpan
  for index in values.indices { span[start + index] = values[index] }
}

func bits(_ values: [Float]) -> [UInt32] { values.map(\.bitPattern) }

extension FilePath {
  func removingLastComponent() -> FilePath {
    var path = self
    path.removeLastComponent()
    return path
  }
}
