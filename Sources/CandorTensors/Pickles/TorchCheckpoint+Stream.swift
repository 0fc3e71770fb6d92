import CandorCore
import SystemPackage

/// The form before PyTorch 1.6: five pickles one after the other, then the storages; and a pickle of
/// its own.
extension TorchCheckpoint {
  /// 0x1950a86a20f9469cfc6c
  private static let magic: [UInt8] = [0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19]
  private static let protocolVersion = 1001

  /// A pickle that lies in an archive of another kind, from its first byte to its last.
  package init(pickle range: Range<Int>, of file: MappedFile) {
    let bytes = file.array(range.prefix(Self.pickleLimit))
    var machine = PickleMachine(PickleReader(bytes, at: 0, file: file.path.string))
    do {
      let description = try machine.run()
      guard machine.reader.position == range.count else {
        throw file.malformed("bytes follow the pickle", at: range.lowerBound)
      }
      self = try Self.inert(description) { _ in nil }
    } catch let error as CandorError {
      self = Self.refusal(error, bytes, at: 0, file: file.path.string)
    } catch {
      self.init(.unreadable("\(error)"))
    }
  }

  static func stream(_ file: MappedFile) throws -> Self {
    let bytes = file.array(0..<min(file.count, pickleLimit))
    var position = 0
    func next() throws -> PickleDescription {
      var machine = PickleMachine(PickleReader(bytes, at: position, file: file.path.string))
      let description = try machine.run()
      position = machine.reader.position
      return description
    }
    do {
      let first = try next()
      guard case .long(magic) = first.root else {
        guard position == file.count else {
          throw file.malformed("bytes follow the pickle", at: position)
        }
        return try inert(first) { _ in nil }
      }
      guard case .integer(protocolVersion) = try next().root else {
        throw file.malformed("an unknown version of PyTorch's older form", at: position)
      }
      let system = try next()
      try checkByteOrder(system, file)
      let object = try next()
      let keys = try next()
      let places = try storages(keys, of: object, in: file, at: position)
      return try inert(object) { places[$0.key] }
    } catch let error as CandorError {
      return refusal(error, bytes, at: position, file: file.path.string)
    }
  }

  private static func checkByteOrder(_ system: PickleDescription, _ file: MappedFile) throws {
    let order = system.dictionary(system.root)?.first {
      if case .text("little_endian") = $0.key { true } else { false }
    }
    guard let order, case .boolean(true) = order.value else {
      throw file.malformed("its numbers are not little endian")
    }
  }

  /// The storages that follow the pickles: each 64 bits of its count, then its elements; the last one
  /// ends with the file.
  private static func storages(
    _ keys: PickleDescription, of object: PickleDescription, in file: MappedFile, at start: Int
  ) throws -> [String: Range<Int>] {
    let sizes = Dictionary(
      object.storages.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    guard let list = keys.items(of: keys.root) else {
      throw file.malformed("there is no list of storages", at: start)
    }
    var position = start
    var places: [String: Range<Int>] = [:]
    for case .text(let key) in list {
      guard let storage = sizes[key], places[key] == nil,
        let count: UInt64 = file.integer(at: position),
        let element = storage.element, Int(exactly: count) == storage.byteCount / element.byteCount,
        storage.byteCount <= file.count - position - 8
      else { throw file.malformed("a storage is unknown, or not as long as it says", at: position) }
      places[key] = (position + 8)..<(position + 8 + storage.byteCount)
      position += 8 + storage.byteCount
    }
    guard position == file.count else {
      throw file.malformed("bytes follow the last storage", at: position)
    }
    return places
  }
}
