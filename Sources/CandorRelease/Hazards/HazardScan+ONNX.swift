import CandorCore
import CandorTensors

/// Tensors of an ONNX model may lie in other files, whose paths the model gives.
///
/// Source: https://github.com/onnx/onnx, `onnx.proto`
extension HazardScan {
  mutating func examineONNX(_ file: MappedFile, named name: String) {
    var walk = ExternalData(file: file)
    do {
      try walk.visit(.model, 0..<file.count, depth: 0)
    } catch {
      note(.misleads, name, "breaks its format, so that readers may differ: \(Self.short(error))")
    }
    for location in walk.locations.sorted() {
      guard let what = ArchivePath.defect(of: location) else { continue }
      note(.misleads, name, place: location, "reads a file elsewhere: \(what)")
    }
  }
}

/// Follows the messages of a model (protobuf) to where tensors name other files.
private struct ExternalData {
  enum Message { case model, graph, node, attribute, tensor, entry }

  let file: MappedFile
  var locations: Set<String> = []

  /// Which fields of a message lead on, and to what.
  private static func next(_ message: Message, _ field: UInt64) -> Message? {
    switch (message, field) {
    case (.model, 7), (.attribute, 6), (.attribute, 11): .graph
    case (.graph, 1): .node
    case (.graph, 5), (.attribute, 5), (.attribute, 10): .tensor
    case (.node, 5): .attribute
    case (.tensor, 13): .entry
    default: nil
    }
  }

  mutating func visit(_ message: Message, _ range: Range<Int>, depth: Int) throws {
    guard depth <= 64 else {
      throw file.refusal("graphs are nested too deep", at: range.lowerBound)
    }
    var offset = range.lowerBound
    var texts: [UInt64: String] = [:]
    while offset < range.upperBound {
      let tag = try varint(&offset, range)
      let field = tag >> 3
      switch tag & 7 {
      case 0: _ = try varint(&offset, range)
      case 1: offset += 8
      case 5: offset += 4
      case 2:
        let count = try varint(&offset, range)
        guard count <= UInt64(range.upperBound - offset) else {
          throw file.refusal("a field is longer than its message", at: offset)
        }
        let inner = offset..<(offset + Int(count))
        if message == .entry {
          texts[field] = file.string(inner)
        } else if let kind = Self.next(message, field) {
          try visit(kind, inner, depth: depth + 1)
        }
        offset = inner.upperBound
      default: throw file.refusal("a field of an unknown kind", at: offset)
      }
    }
    guard offset == range.upperBound else {
      throw file.refusal("a field is longer than its message", at: range.upperBound)
    }
    if message == .entry, texts[1] == "location", let location = texts[2] {
      locations.insert(location)
    }
  }

  private func varint(_ offset: inout Int, _ range: Range<Int>) throws -> UInt64 {
    var number: UInt64 = 0
    for place in 0..<10 {
      guard offset < range.upperBound, let byte: UInt8 = file.integer(at: offset) else {
        throw file.refusal("a number is cut off", at: offset)
      }
      offset += 1
      number |= UInt64(byte & 0x7F) << UInt64(7 * place)
      if byte < 0x80 { return number }
    }
    throw file.refusal("a number has more than 64 bits", at: offset)
  }
}
