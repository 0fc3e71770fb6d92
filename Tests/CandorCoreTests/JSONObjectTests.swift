import CandorCore
import Testing

@Suite struct JSONObjectTests {
  @Test("an object keeps the order of its members, sets, replaces and removes", arguments: [3, 50])
  func order(count: Int) {
    var object = JSONObject()
    for number in 0..<count { object["k\(number)"] = .integer(Int64(number)) }
    object["k1"] = "new"
    object["k0"] = nil
    object["absent"] = nil
    #expect(object.members.map(\.key) == (1..<count).map { "k\($0)" })
    #expect(object["k1"] == "new")
    #expect(object["k0"] == nil)
    #expect(object["k\(count - 1)"] == .integer(Int64(count - 1)))
    object["k0"] = 0
    #expect(object.members.last?.key == "k0")
  }

  @Test("objects are equal whatever the order of their members")
  func equality() {
    #expect(["a": 1, "b": 2] as JSONObject == ["b": 2, "a": 1])
    #expect(["a": 1] as JSONObject != ["a": 1.0])
    #expect(["a": 1] as JSONObject != ["a": 1, "b": nil])
  }

  let object: JSONObject = [
    "text": "t", "flag": true, "count": 3, "rate": 0.5, "list": [1], "inner": ["x": 1], "none": nil,
  ]

  @Test("lookups give members of the right kind")
  func lookups() throws {
    #expect(try object.string("text") == "t")
    #expect(try object.bool("flag"))
    #expect(try object.integer("count") == 3)
    #expect(try object.double("count") == 3)
    #expect(try object.double("rate") == 0.5)
    #expect(try object.array("list") == [1])
    #expect(try object.object("inner") == ["x": 1])
    #expect(try object.optionalString("absent") == nil)
    #expect(try object.optionalInteger("none") == nil)
  }

  @Test("a wrong lookup names file, key and what was found")
  func wrongLookups() {
    let missing = candorError { _ = try object.string("txet", in: "f.json") }
    #expect(missing?.code == .malformed)
    #expect(
      missing?.description == "f.json: `txet`: this member is missing\n\nhint: there is a `text`")
    let kind = candorError { _ = try object.integer("rate", in: "f.json") }
    #expect(kind?.message == "expected an integer, found a number with a fraction")
    #expect(kind?.location == .init(file: "f.json", field: "rate"))
    let null = candorError { _ = try object.bool("none", in: "f.json") }
    #expect(null?.message == "this member is missing")
    let range = candorError { _ = try object.integer("count", range: 4...9) }
    #expect(range?.message == "3 is not from 4 to 9")
    #expect((try? object.integer("count", range: 3...3)) == 3)
  }

  @Test("an unknown key is refused with the nearest known one")
  func unknownKeys() throws {
    let object: JSONObject = ["warmpu": 1]
    let error = candorError { try object.refuseKeys(besides: ["seed", "warmup"], in: "r") }
    #expect(
      error?.description == "r: `warmpu`: this key is not known\n\nhint: did you mean `warmup`?")
    try object.refuseKeys(besides: ["warmpu"])
  }
}
