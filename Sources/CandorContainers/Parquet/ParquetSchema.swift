/// The tree of a Parquet file's fields. Its leaves are the columns.
package struct ParquetSchema: Sendable {
  package enum Repetition: Int, Sendable { case required, optional, repeated }

  package enum Physical: Int, Sendable {
    case boolean, int32, int64, int96, float, double, bytes, fixedBytes
  }

  /// What a value of a physical type means, as far as it matters to whoever shows it.
  package enum Meaning: Sendable, Equatable {
    case plain, text, unsigned, halfFloat, list, map
    case decimal(scale: Int)
  }

  package struct Node: Sendable {
    package let name: [UInt8]
    package let repetition: Repetition
    package let meaning: Meaning
    /// nil for a group.
    package let physical: Physical?
    /// Bytes of a value, if fixed.
    package let length: Int
    /// What a value's repetition and definition levels reach when this node is there.
    package let repetitionLevel: Int
    package let definitionLevel: Int
    package fileprivate(set) var children: [Int] = []
    /// The columns at or below this node.
    package fileprivate(set) var columns: Range<Int>
  }

  /// Depth first, the root at 0.
  package private(set) var nodes: [Node] = []
  /// The nodes of the columns.
  package private(set) var leaves: [Int] = []

  private static let maximumDepth = 64
  private static let maximumNodes = 100_000

  /// Reads field 2 of the footer: a list of elements that say how many children they have.
  init(_ reader: inout ThriftReader) throws {
    let (count, kind) = try reader.listHeader()
    guard kind == .structure, 1...Self.maximumNodes ~= count else {
      throw ParquetDamage("a schema of \(count) fields")
    }
    var left = count
    try add(&reader, left: &left, parent: nil, depth: 0)
    guard left == 0 else { throw ParquetDamage("a schema with fields outside its tree") }
    guard nodes[0].physical == nil else { throw ParquetDamage("a schema without a root") }
  }

  /// The names from below the root to a node.
  func path(to leaf: Int) -> [[UInt8]] {
    var path: [[UInt8]] = []
    var number = 0
    while let child = nodes[number].children.last(where: { $0 <= leaf }) {
      path.append(nodes[child].name)
      number = child
    }
    return path
  }

  private mutating func add(
    _ reader: inout ThriftReader, left: inout Int, parent: Int?, depth: Int
  ) throws {
    guard left > 0 else { throw ParquetDamage("a schema that ends too early") }
    guard depth < Self.maximumDepth else { throw ParquetDamage("a schema nested too deep") }
    left -= 1
    let element = try SchemaElement(&reader)
    let repetition = parent == nil ? .required : element.repetition
    let (above, aboveRepetition) =
      parent.map {
        (nodes[$0].definitionLevel, nodes[$0].repetitionLevel)
      } ?? (0, 0)
    let number = nodes.count
    nodes.append(
      Node(
        name: element.name, repetition: repetition, meaning: element.meaning,
        physical: element.physical, length: element.length,
        repetitionLevel: aboveRepetition + (repetition == .repeated ? 1 : 0),
        definitionLevel: above + (repetition == .required ? 0 : 1),
        columns: leaves.count..<leaves.count))
    if let parent { nodes[parent].children.append(number) }
    if element.physical != nil {
      leaves.append(number)
    } else {
      guard parent == nil || element.children > 0 else {
        throw ParquetDamage("a group without fields")
      }
      for _ in 0..<element.children {
        try add(&reader, left: &left, parent: number, depth: depth + 1)
      }
    }
    nodes[number].columns = nodes[number].columns.lowerBound..<leaves.count
  }
}

/// One element of the list that is a schema.
private struct SchemaElement {
  var name: [UInt8] = []
  var repetition = ParquetSchema.Repetition.required
  var physical: ParquetSchema.Physical?
  var length = 0
  var children = 0
  var meaning = ParquetSchema.Meaning.plain

  init(_ reader: inout ThriftReader) throws {
    var scale = 0
    var (isGroup, converted) = (false, -1)
    try reader.structure { reader, field, kind in
      switch (field, kind) {
      case (1, .int32):
        guard let type = ParquetSchema.Physical(rawValue: try reader.integer()) else {
          throw ParquetDamage(.unsupported, "a column of an unknown type")
        }
        physical = type
      case (2, .int32): length = try reader.count(.int32)
      case (3, .int32):
        guard let value = ParquetSchema.Repetition(rawValue: try reader.integer()) else {
          throw ParquetDamage("a field with an unknown repetition")
        }
        repetition = value
      case (4, .binary): name = Array(try reader.binary())
      case (5, .int32):
        children = try reader.count(.int32)
        isGroup = children > 0
      case (6, .int32): converted = try reader.integer()
      case (7, .int32): scale = try reader.integer()
      case (10, .structure): meaning = try Self.logical(&reader)
      default: break
      }
    }
    if isGroup, physical != nil { throw ParquetDamage("a column with fields below it") }
    if physical == .fixedBytes, length == 0 {
      throw ParquetDamage("a column of values without a length")
    }
    switch physical {
    case .boolean: length = 1
    case .int32, .float: length = 4
    case .int64, .double: length = 8
    case .int96: length = 12
    default: break
    }
    guard meaning == .plain else { return }
    switch converted {
    case 0, 4, 19: meaning = .text
    case 1, 2: meaning = .map
    case 3: meaning = .list
    case 5: meaning = .decimal(scale: scale)
    case 11...14: meaning = .unsigned
    default: break
    }
  }

  /// A union: the one field that is there says which type it is.
  private static func logical(_ reader: inout ThriftReader) throws -> ParquetSchema.Meaning {
    var meaning = ParquetSchema.Meaning.plain
    try reader.structure { reader, field, kind in
      switch (field, kind) {
      case (1, .structure), (4, .structure), (12, .structure): meaning = .text
      case (2, .structure): meaning = .map
      case (3, .structure): meaning = .list
      case (5, .structure):
        var scale = 0
        try reader.structure { reader, field, kind in
          if field == 1, kind == .int32 { scale = try reader.integer() }
        }
        meaning = .decimal(scale: scale)
      case (10, .structure):
        try reader.structure { _, field, kind in
          if field == 2, kind == .no { meaning = .unsigned }
        }
      case (15, .structure): meaning = .halfFloat
      default: break
      }
    }
    return meaning
  }
}
