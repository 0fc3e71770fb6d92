import CandorCore

/// Follows a pickle by permission: the instructions and names that weights need, and nothing else.
///
/// Where Python would call something, a description takes its place. Whatever is not permitted ends
/// the reading with its place; so do a memo slot that is written twice, a frame that does not fit,
/// and bytes that are a pickle themselves, on which Python's own readers differ.
///
/// - Complexity: O(bytes of the pickle), in time and memory.
struct PickleMachine {
  var reader: PickleReader
  var description = PickleDescription()
  private var stack: [PickleValue] = []
  private var marks: [Int] = []
  private var memo: [Int: PickleValue] = [:]
  private var frameEnd = 0
  private let start: Int
  /// Instructions and items that may still be looked at.
  private var patience = 8 << 20

  init(_ reader: PickleReader) {
    self.reader = reader
    start = reader.position
  }

  /// Reads one pickle to its end.
  ///
  /// - Throws: `malformed`, `unsupported`, `limitExceeded`.
  mutating func run() throws -> PickleDescription {
    while true {
      let before = reader.position
      let instruction = try reader.next()
      guard before >= frameEnd || reader.position <= frameEnd else {
        throw reader.malformed("an instruction across the end of a frame")
      }
      try spend(1)
      if instruction.opcode == .stop {
        guard stack.count == 1, marks.isEmpty else {
          throw reader.malformed("the pickle leaves more or less than one value")
        }
        description.root = stack[0]
        try checkKeys()
        return description
      }
      try step(instruction)
    }
  }

  private mutating func step(_ instruction: PickleInstruction) throws {
    switch (instruction.opcode, instruction.operand) {
    case (.version, .integer(let version)):
      guard instruction.offset == reader.start + start, version <= 5 else {
        throw reader.malformed("a version in the middle, or an unknown one")
      }
    case (.frame, .integer(let count)):
      let position = reader.position
      guard position >= frameEnd, count <= reader.bytes.count - position else {
        throw reader.malformed("a frame inside another or beyond the end")
      }
      frameEnd = position + count
    case (.none, _): stack.append(.none)
    case (.newTrue, _): stack.append(.boolean(true))
    case (.newFalse, _): stack.append(.boolean(false))
    case (.binaryInteger, .integer(let number)), (.binaryInteger1, .integer(let number)),
      (.binaryInteger2, .integer(let number)), (.long1, .integer(let number)):
      stack.append(.integer(number))
    case (.long1, .bytes(let bytes)): stack.append(.long(Array(bytes)))
    case (.binaryFloat, .real(let number)): stack.append(.real(number))
    case (.binaryUnicode, .text(let text)), (.shortBinaryUnicode, .text(let text)),
      (.shortBinaryString, .text(let text)):
      stack.append(.text(text))
    case (.binaryBytes, .bytes(let bytes)), (.shortBinaryBytes, .bytes(let bytes)),
      (.binaryBytes8, .bytes(let bytes)):
      stack.append(.bytes(try plain(Array(bytes))))
    case (.mark, _): marks.append(stack.count)
    case (.binaryPut, .integer(let slot)), (.longBinaryPut, .integer(let slot)):
      try remember(slot)
    case (.memoize, _): try remember(memo.count)
    case (.binaryGet, .integer(let slot)), (.longBinaryGet, .integer(let slot)):
      guard let value = memo[slot] else {
        throw reader.malformed("nothing is in memo slot \(slot)")
      }
      stack.append(value)
    case (.global, .names(let module, let name)): try pushGlobal(module, name)
    case (.stackGlobal, _):
      guard case .text(let name) = try pop(), case .text(let module) = try pop() else {
        throw reader.malformed("a name that is not written out")
      }
      try pushGlobal(module, name)
    case (.binaryPersistent, _): stack.append(try addStorage(pop()))
    case (.reduce, _):
      let arguments = try pop()
      guard case .global(let global) = try pop(), let items = description.tuple(arguments) else {
        throw reader.malformed("a call of something that has no name")
      }
      stack.append(try apply(global, to: items))
    case (.build, _): try build(with: pop())
    default: try stepContainer(instruction.opcode)
    }
  }

  private mutating func stepContainer(_ opcode: PickleOpcode) throws {
    switch opcode {
    case .emptyTuple: push(.tuple([]))
    case .tuple: try push(.tuple(popToMark()))
    case .tuple1: try push(.tuple(pop(1)))
    case .tuple2: try push(.tuple(pop(2)))
    case .tuple3: try push(.tuple(pop(3)))
    case .emptyList: push(.list([]))
    case .emptyDictionary: push(.dictionary([]))
    case .emptySet: push(.set([]))
    case .append: try extendList(by: pop(1))
    case .appends: try extendList(by: popToMark())
    case .setItem: try extendDictionary(by: pop(2))
    case .setItems: try extendDictionary(by: popToMark())
    case .addItems: try extendSet(by: popToMark())
    default:
      throw reader.malformed("an instruction that weights do not need: `\(opcode)`")
    }
  }
}

// The stack and the memo.
extension PickleMachine {
  /// A pickle that repeats one large value again and again must not cost more than it has bytes.
  mutating func spend(_ effort: Int) throws {
    patience -= min(effort, patience + 1)
    guard patience >= 0 else {
      throw CandorError(
        .limitExceeded, "the pickle has more parts than weights need", at: .init(file: reader.file))
    }
  }

  private mutating func pop() throws -> PickleValue {
    guard stack.count > marks.last ?? 0, let value = stack.popLast() else {
      throw reader.malformed("the stack is empty")
    }
    return value
  }

  private mutating func pop(_ count: Int) throws -> [PickleValue] {
    guard stack.count - (marks.last ?? 0) >= count else {
      throw reader.malformed("the stack is empty")
    }
    defer { stack.removeLast(count) }
    return Array(stack.suffix(count))
  }

  private mutating func popToMark() throws -> [PickleValue] {
    guard let mark = marks.popLast() else { throw reader.malformed("there is no mark") }
    defer { stack.removeLast(stack.count - mark) }
    return Array(stack[mark...])
  }

  private mutating func push(_ node: PickleNode) {
    stack.append(add(node))
  }

  mutating func add(_ node: PickleNode) -> PickleValue {
    description.nodes.append(node)
    return .node(description.nodes.count - 1)
  }

  private mutating func remember(_ slot: Int) throws {
    guard stack.count > marks.last ?? 0, let value = stack.last else {
      throw reader.malformed("nothing to remember")
    }
    guard memo.updateValue(value, forKey: slot) == nil else {
      throw reader.malformed("memo slot \(slot) is written twice")
    }
  }

  private mutating func pushGlobal(_ module: String, _ name: String) throws {
    guard let global = PickleGlobal(module: module, name: name) else {
      throw CandorError(
        .unsupported, "`\(module).\(name)` is not permitted",
        at: .init(file: reader.file, byteOffset: reader.start + reader.position))
    }
    if case .element(let element) = global {
      stack.append(.element(element))
    } else {
      stack.append(.global(global))
    }
  }

  /// The container on top of the stack, under what was just taken from it.
  private func top() throws -> Int {
    guard stack.count > marks.last ?? 0, case .node(let index) = stack.last else {
      throw reader.malformed("there is no container to fill")
    }
    return index
  }

  private mutating func extendList(by items: [PickleValue]) throws {
    let index = try top()
    guard case .list(var list) = description.nodes[index] else {
      throw reader.malformed("items for something that is no list")
    }
    // So that the list is held once and grows in place.
    description.nodes[index] = .numpy
    list += items
    description.nodes[index] = .list(list)
  }

  private mutating func extendDictionary(by items: [PickleValue]) throws {
    let index = try top()
    guard case .dictionary(var members) = description.nodes[index], items.count.isMultiple(of: 2)
    else { throw reader.malformed("members for something that is no dictionary") }
    description.nodes[index] = .numpy
    for place in stride(from: 0, to: items.count, by: 2) {
      members.append((items[place], items[place + 1]))
    }
    description.nodes[index] = .dictionary(members)
  }

  private mutating func extendSet(by items: [PickleValue]) throws {
    let index = try top()
    guard case .set(var set) = description.nodes[index] else {
      throw reader.malformed("items for something that is no set")
    }
    description.nodes[index] = .numpy
    set += items
    description.nodes[index] = .set(set)
  }

  /// What is on top of the stack gets a state.
  private mutating func build(with state: PickleValue) throws {
    switch description.nodes[try top()] {
    case .dictionary:
      // Attributes of an ordered dictionary: `_metadata` of a state dictionary.
      guard try areAttributes(state) else {
        throw reader.malformed("a state that is not a dictionary of attributes")
      }
    case .numpy: try checkNumPyState(state)
    default: throw reader.malformed("a state for something that has none")
    }
  }

  /// In Python the last member of a name wins; whoever lists all would list others.
  private mutating func checkKeys() throws {
    for case .dictionary(let members) in description.nodes {
      try spend(members.count)
      var seen: Set<ExactString> = []
      for case (.text(let key), _) in members where !seen.insert(ExactString(key)).inserted {
        throw reader.malformed("a dictionary has the key `\(key.prefix(80))` twice")
      }
    }
  }

  /// Bytes that are no pickle themselves: whoever loads these may load those next.
  func plain(_ bytes: [UInt8]) throws -> [UInt8] {
    guard PickleSurvey(of: bytes, file: reader.file).isPickle else { return bytes }
    throw reader.malformed("bytes that are a pickle themselves")
  }
}
