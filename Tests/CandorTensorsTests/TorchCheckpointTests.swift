import CandorCore
import SystemPackage
import Testing

@testable import CandorTensors

/// Checkpoints by PyTorch, pickles that run code, archives that lie (Tests/Oracles/torch_checkpoints.py).
private enum Golden {
  static let folder = FilePath(#filePath).removingLastComponent().removingLastComponent()
    .appending("Fixtures").appending("torch")

  static func members(_ name: String) throws -> [(key: String, value: JSONValue)] {
    guard case .object(let object) = try JSONValue.load(folder.appending(name)) else { return [] }
    return object.members
  }

  static func verdict(
    of bytes: [UInt8], in folder: ScratchFolder
  ) throws -> TorchCheckpoint.Verdict {
    let path = folder["\(Digest(of: bytes).hex)"]
    try write(bytes, to: path)
    return try TorchCheckpoint(path).verdict
  }
}

@Suite("A checkpoint of PyTorch")
struct TorchCheckpointTests {
  private struct Description: Equatable {
    var name: String
    var type: String
    var shape: [Int]
    var strides: [Int]
    var offset: Int
    var storageBytes: Int
  }

  private static func integers(_ value: [JSONValue]) -> [Int] {
    value.compactMap { if case .integer(let number) = $0 { Int(number) } else { nil } }
  }

  private static func description(_ value: JSONValue) throws -> (Description, first: [UInt8]) {
    guard case .object(let object) = value else { throw CandorError(.malformed, "no object") }
    let description = Description(
      name: try object.string("name"), type: try object.string("type"),
      shape: integers(try object.array("shape")), strides: integers(try object.array("strides")),
      offset: try object.integer("offset"), storageBytes: try object.integer("storageBytes"))
    return (description, integers(try object.array("first")).map { UInt8($0) })
  }

  @Test("by torch.save is inert, and its tensors are those that PyTorch finds")
  func goldenTensors() throws {
    let files = try Golden.members("tensors.json")
    #expect(files.count == 18)
    for (file, value) in files {
      guard case .array(let tensors) = value else { continue }
      let path = Golden.folder.appending(file)
      let checkpoint = try TorchCheckpoint(path)
      #expect(checkpoint.verdict == .inert, "\(file)")
      let mapped = try MappedFile(path)
      let expected = try tensors.map(Self.description)
      #expect(checkpoint.tensors.count == expected.count, "\(file)")
      for (found, expected) in zip(checkpoint.tensors, expected) {
        let tensor = found.tensor
        let description = Description(
          name: found.name, type: tensor.element.rawValue, shape: tensor.shape,
          strides: tensor.strides, offset: tensor.offset, storageBytes: tensor.storage.byteCount)
        #expect(description == expected.0, "\(file)")
        guard !expected.first.isEmpty, let range = checkpoint.storages[tensor.storage] else {
          continue
        }
        let start = range.lowerBound + tensor.offset * tensor.element.byteCount
        // Of views that step, only the first element lies together.
        let count = min(expected.first.count, tensor.element.byteCount)
        #expect(
          mapped.array(start..<(start + count)) == Array(expected.first.prefix(count)), "\(file)")
      }
    }
  }

  @Test("shows that two tensors share one storage")
  func ties() throws {
    let checkpoint = try TorchCheckpoint(Golden.folder.appending("views.zip.pt"))
    let storages = Set(checkpoint.tensors.map(\.tensor.storage))
    #expect(checkpoint.tensors.count == 7 && storages.count == 1)
  }

  @Test("that can run code is never inert, and says what it would call")
  func dangerousPickles() throws {
    let cases = try Golden.members("dangerous.json")
    #expect(cases.count > 100)
    let folder = try ScratchFolder()
    for (name, value) in cases {
      guard case .object(let object) = value else { continue }
      let verdict = try Golden.verdict(of: Fixture.bytes(try object.string("bytes")), in: folder)
      switch (verdict, try object.optionalString("calls")) {
      case (.inert, _): Issue.record("`\(name)` is called inert")
      case (.executable(let calls), let expected?):
        #expect(calls.contains(expected), "\(name): \(calls)")
      case (.unreadable(let reason), let expected?):
        Issue.record("`\(name)` calls \(expected), and all that is said is: \(reason)")
      case (_, nil): break
      }
    }
  }

  @Test("whose archive can be seen in two ways is unreadable, whatever its pickle is")
  func archives() throws {
    let cases = try Golden.members("archives.json")
    #expect(cases.count > 20)
    let folder = try ScratchFolder()
    for (name, value) in cases {
      guard case .object(let object) = value else { continue }
      let verdict = try Golden.verdict(of: Fixture.bytes(try object.string("bytes")), in: folder)
      let word =
        switch verdict {
        case .inert: "inert"
        case .executable: "executable"
        case .unreadable: "unreadable"
        }
      #expect(word == (try object.string("verdict")), "\(name): \(verdict)")
    }
  }
}
