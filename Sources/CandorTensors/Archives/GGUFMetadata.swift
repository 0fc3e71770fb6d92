import CandorCore

/// What a GGUF file says about its model, by key. Values stay in the file until they are asked for.
public struct GGUFMetadata: Sendable {
  /// Where a value stands, and as what.
  public struct Place: Sendable {
    let type: GGUFType
    let offset: Int
    /// Of an array: the type of its elements, which are no arrays, and how many there are.
    var array: (element: GGUFType, count: Int)?
    /// Bytes from `offset` on.
    var size = 0
  }

  let file: MappedFile
  /// In the order of the file.
  public private(set) var keys: [String] = []
  private var places: [String: Place] = [:]

  init(file: MappedFile) { self.file = file }

  /// False where the key is there already.
  mutating func add(_ key: String, _ place: Place) -> Bool {
    guard places.updateValue(place, forKey: key) == nil else { return false }
    keys.append(key)
    return true
  }

  /// Where the value of a key stands.
  func place(_ key: String) -> Place? { places[key] }

  /// How many elements the list of a key has; nil where its value is no list.
  public func count(_ key: String) -> Int? { places[key]?.array?.count }

  /// The value of `key`; nil where the file has no such key.
  ///
  /// - Throws: `malformed`, naming the key and its place, where the value is of another type, does not
  ///   fit, or is no UTF-8.
  public func value<Value: GGUFValue>(
    _ key: String, as type: Value.Type = Value.self
  ) throws -> Value? {
    guard let place = places[key] else { return nil }
    guard let value = Value(place, of: file) else {
      throw file.malformed(
        "this value is no \(Value.self)", hint: "it is stored as \(place)", at: place.offset,
        field: key)
    }
    return value
  }

  /// The value of `key`.
  ///
  /// - Throws: `malformed` where there is none; as `value`.
  public func required<Value: GGUFValue>(
    _ key: String, as type: Value.Type = Value.self
  ) throws -> Value {
    guard let value: Value = try value(key) else {
      throw file.malformed(
        "the file does not have this key", hint: nearest(key, among: keys).map { "it has `\($0)`" },
        field: key)
    }
    return value
  }
}

extension GGUFMetadata.Place: CustomStringConvertible {
  public var description: String {
    array.map { "array of \($0.count) \($0.element)" } ?? "\(type)"
  }
}
