/// The members of a JSON object, in their order, with distinct keys.
public struct JSONObject: Sendable {
  public private(set) var members: [(key: String, value: JSONValue)] = []
  /// Where each key is; only kept once a search through all members would be slow.
  private var places: [ExactString: Int]?

  private static let mostToSearch = 12

  public init() {}

  /// The member with this key; nil if there is none. Setting nil removes the member, setting a new key
  /// adds it at the end.
  ///
  /// - Complexity: O(1); removing is O(members).
  public subscript(key: String) -> JSONValue? {
    get { place(of: key).map { members[$0].value } }
    set {
      switch (place(of: key), newValue) {
      case (let place?, let value?): members[place].value = value
      case (let place?, nil):
        members.remove(at: place)
        places = nil
        indexIfLarge()
      case (nil, let value?): append(key, value)
      case (nil, nil): break
      }
    }
  }

  public var count: Int { members.count }

  /// Adds a member, unless the key is there already.
  ///
  /// - Returns: false, and nothing changed, if the key is there.
  mutating func insert(_ key: String, _ value: JSONValue) -> Bool {
    guard place(of: key) == nil else { return false }
    append(key, value)
    return true
  }

  private mutating func append(_ key: String, _ value: JSONValue) {
    members.append((key, value))
    places?[ExactString(key)] = members.count - 1
    indexIfLarge()
  }

  private mutating func indexIfLarge() {
    guard places == nil, members.count > Self.mostToSearch else { return }
    var index: [ExactString: Int] = [:]
    for (place, member) in members.enumerated() { index[ExactString(member.key)] = place }
    places = index
  }

  private func place(of key: String) -> Int? {
    let key = ExactString(key)
    if let places { return places[key] }
    return members.firstIndex { ExactString($0.key) == key }
  }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
  public init(dictionaryLiteral members: (String, JSONValue)...) {
    self.init(members)
  }

  /// - Precondition: the keys are distinct.
  public init(_ members: [(String, JSONValue)]) {
    for (key, value) in members {
      let isNew = insert(key, value)
      precondition(isNew, "`\(key)` is in this object twice")
    }
  }
}

extension JSONObject: Equatable {
  /// The same keys with equal values, in any order.
  public static func == (first: JSONObject, second: JSONObject) -> Bool {
    first.count == second.count && first.members.allSatisfy { second[$0.key] == $0.value }
  }
}
