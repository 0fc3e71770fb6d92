/// What Python's pickle machine can be told, in protocols 0 to 5.
///
/// Source: `Lib/pickletools.py` of https://github.com/python/cpython
enum PickleOpcode: UInt8 {
  // The stack.
  case mark = 0x28
  case pop = 0x30
  case popMark = 0x31
  case duplicate = 0x32
  // Numbers, truth values, nothing.
  case floatLine = 0x46
  case binaryFloat = 0x47
  case integerLine = 0x49
  case binaryInteger = 0x4A
  case binaryInteger1 = 0x4B
  case binaryInteger2 = 0x4D
  case longLine = 0x4C
  case long1 = 0x8A
  case long4 = 0x8B
  case none = 0x4E
  case newTrue = 0x88
  case newFalse = 0x89
  // Text and bytes.
  case stringLine = 0x53
  case binaryString = 0x54
  case shortBinaryString = 0x55
  case unicodeLine = 0x56
  case binaryUnicode = 0x58
  case shortBinaryUnicode = 0x8C
  case binaryUnicode8 = 0x8D
  case binaryBytes = 0x42
  case shortBinaryBytes = 0x43
  case binaryBytes8 = 0x8E
  case byteArray8 = 0x96
  case nextBuffer = 0x97
  case readOnlyBuffer = 0x98
  // Containers.
  case emptyTuple = 0x29
  case tuple = 0x74
  case tuple1 = 0x85
  case tuple2 = 0x86
  case tuple3 = 0x87
  case emptyList = 0x5D
  case list = 0x6C
  case append = 0x61
  case appends = 0x65
  case emptyDictionary = 0x7D
  case dictionary = 0x64
  case setItem = 0x73
  case setItems = 0x75
  case emptySet = 0x8F
  case addItems = 0x90
  case frozenSet = 0x91
  // The memo.
  case getLine = 0x67
  case binaryGet = 0x68
  case longBinaryGet = 0x6A
  case putLine = 0x70
  case binaryPut = 0x71
  case longBinaryPut = 0x72
  case memoize = 0x94
  // Names of Python objects, calls, and what else can run code.
  case global = 0x63
  case stackGlobal = 0x93
  case instance = 0x69
  case object = 0x6F
  case newObject = 0x81
  case newObjectExtended = 0x92
  case reduce = 0x52
  case build = 0x62
  case extension1 = 0x82
  case extension2 = 0x83
  case extension4 = 0x84
  case persistentLine = 0x50
  case binaryPersistent = 0x51
  // The stream.
  case version = 0x80
  case frame = 0x95
  case stop = 0x2E
}

extension PickleOpcode {
  /// What follows the opcode in the stream.
  enum Operand {
    case nothing
    /// Little endian.
    case unsigned(bytes: Int)
    case int32
    /// Big endian.
    case float64
    /// Up to a line feed.
    case line
    case twoLines
    /// As many bytes as a number before them says.
    case text(lengthBytes: Int)
    case latinText(lengthBytes: Int)
    case bytes(lengthBytes: Int)
    /// An integer of so many bytes, two's complement.
    case long(lengthBytes: Int)
  }

  var operand: Operand {
    switch self {
    case .binaryInteger1, .binaryGet, .binaryPut, .version, .extension1: .unsigned(bytes: 1)
    case .binaryInteger2, .extension2: .unsigned(bytes: 2)
    case .longBinaryGet, .longBinaryPut, .extension4: .unsigned(bytes: 4)
    case .frame: .unsigned(bytes: 8)
    case .binaryInteger: .int32
    case .binaryFloat: .float64
    case .floatLine, .integerLine, .longLine, .stringLine, .unicodeLine, .getLine, .putLine,
      .persistentLine:
      .line
    case .global, .instance: .twoLines
    case .shortBinaryUnicode: .text(lengthBytes: 1)
    case .binaryUnicode: .text(lengthBytes: 4)
    case .binaryUnicode8: .text(lengthBytes: 8)
    case .shortBinaryString: .latinText(lengthBytes: 1)
    case .binaryString: .latinText(lengthBytes: 4)
    case .shortBinaryBytes: .bytes(lengthBytes: 1)
    case .binaryBytes: .bytes(lengthBytes: 4)
    case .binaryBytes8, .byteArray8: .bytes(lengthBytes: 8)
    case .long1: .long(lengthBytes: 1)
    case .long4: .long(lengthBytes: 4)
    default: .nothing
    }
  }
}
