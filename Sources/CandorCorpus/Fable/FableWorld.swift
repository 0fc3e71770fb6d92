/// Who is where, who has what, and what lies around. People are numbered by their place in `cast`,
/// places and objects as in `Fable`.
struct FableWorld {
  /// Names, in the order in which the story introduces them.
  let cast: [Int]
  private(set) var place: [Int] = []
  private(set) var held: [Int?] = []
  /// Objects, in the order in which the story introduces them.
  private(set) var things: [Int] = []
  /// Where each of `things` lies; nil while someone has it.
  private(set) var restingPlace: [Int?] = []
  /// Places that the story has named.
  private(set) var known = [Bool](repeating: false, count: Fable.places.count)

  init(cast: [Int]) { self.cast = cast }

  /// The next of the cast appears.
  mutating func introduce(in place: Int, with object: Int?) {
    self.place.append(place)
    held.append(object)
    known[place] = true
    if let object { add(object, restingAt: nil) }
  }

  mutating func add(_ object: Int, restingAt place: Int?) {
    things.append(object)
    restingPlace.append(place)
  }

  func holder(of object: Int) -> Int? { held.firstIndex(of: object) }

  func restingPlace(of object: Int) -> Int? {
    things.firstIndex(of: object).flatMap { restingPlace[$0] }
  }

  /// What the actor could pick up: it lies where the actor is.
  func reachable(by actor: Int) -> [Int] {
    things.indices.filter { restingPlace[$0] == place[actor] }.map { things[$0] }
  }

  /// Whom the actor could get something from: they have something and are where the actor is.
  func givers(to actor: Int) -> [Int] {
    cast.indices.filter { $0 != actor && place[$0] == place[actor] && held[$0] != nil }
  }

  /// Whoever has something can drop it; whoever has nothing can take or get something.
  func possibleDeeds(of actor: Int) -> [FableEvent.Deed] {
    if held[actor] != nil { return [.go, .drop] }
    var deeds: [FableEvent.Deed] = [.go]
    if !reachable(by: actor).isEmpty { deeds.append(.take) }
    if !givers(to: actor).isEmpty { deeds.append(.get) }
    return deeds
  }

  mutating func apply(_ event: FableEvent) {
    switch event {
    case .went(let actor, let destination):
      place[actor] = destination
      known[destination] = true
    case .took(let actor, let object):
      held[actor] = object
      rest(object, at: nil)
    case .dropped(let actor, let object):
      held[actor] = nil
      rest(object, at: place[actor])
    case .got(let actor, let object, let giver):
      held[giver] = nil
      held[actor] = object
    }
  }

  private mutating func rest(_ object: Int, at place: Int?) {
    if let index = things.firstIndex(of: object) { restingPlace[index] = place }
  }
}
