/// The heads of an attention layer; `queryHeads / keyValueHeads` query heads share a key-value head.
public struct AttentionShape: Sendable, Hashable {
  public let queryHeads: Int
  public let keyValueHeads: Int
  /// Numbers in a query or key.
  public let headSize: Int
  /// Numbers in a value, and in what a head gives.
  public let valueSize: Int
  /// What scores are multiplied by.
  public let scale: Float
  /// How many positions, its own included, a position sees; nil for all before it.
  public var reach: Int?
  /// Whether a value is the first `valueSize` numbers of its key.
  public let valuesAreKeys: Bool

  /// - Parameter scale: 1 / √headSize unless given.
  public init(
    queryHeads: Int, keyValueHeads: Int, headSize: Int, valueSize: Int? = nil, scale: Float? = nil,
    reach: Int? = nil, valuesAreKeys: Bool = false
  ) {
    precondition(keyValueHeads > 0 && queryHeads % keyValueHeads == 0)
    precondition(!valuesAreKeys || valueSize ?? headSize <= headSize)
    self.queryHeads = queryHeads
    self.keyValueHeads = keyValueHeads
    self.headSize = headSize
    self.valueSize = valueSize ?? headSize
    self.scale = scale ?? 1 / Float(headSize).squareRoot()
    self.reach = reach
    self.valuesAreKeys = valuesAreKeys
  }

  public var queryWidth: Int { queryHeads * headSize }
  public var keyWidth: Int { keyValueHeads * headSize }
  /// From one position's values to the next's.
  var valueStride: Int { valuesAreKeys ? keyWidth : valueWidth }
  /// Numbers in a position's values besides its keys.
  public var valueWidth: Int { valuesAreKeys ? 0 : keyValueHeads * valueSize }
  public var outputWidth: Int { queryHeads * valueSize }
  var group: Int { queryHeads / keyValueHeads }
}
