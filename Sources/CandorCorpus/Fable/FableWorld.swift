/// Where the people and the animals of a story are. People are numbered by their place in `cast`,
/// places and animals as in `Fable`.
struct FableWorld {
  /// Where an animal is: somewhere by itself, or wherever a person is.
  enum Whereabouts: Equatable { case staying(Int), following(Int) }

  /// Names, in the order in which the story introduces them.
  let cast: [Int]
  private(set) var place: [Int] = []
  /// Animals, in the order in which the story introduces them.
  private(set) var animals: [Int] = []
  private var whereabouts: [Whereabouts] = []
  /// Places that the story has named.
  private(set) var known = [Bool](repeating: false, count: Fable.places.count)

  init(cast: [Int]) { self.cast = cast }

  /// The next of the cast appears.
  mutating func introduce(in place: Int) {
    self.place.append(place)
    known[place] = true
  }

  mutating func introduce(animal: Int, _ spot: Whereabouts) {
    animals.append(animal)
    whereabouts.append(spot)
  }

  /// The animal is one of the story's.
  func whereabouts(of animal: Int) -> Whereabouts {
    whereabouts[animals.firstIndex(of: animal) ?? 0]
  }

  /// At most one animal follows a person.
  func follower(of person: Int) -> Int? {
    whereabouts.firstIndex(of: .following(person)).map { animals[$0] }
  }

  /// Animals that are where the actor is and could follow them: they stay there or follow someone
  /// else.
  func company(of actor: Int) -> [Int] {
    animals.indices.filter { index in
      switch whereabouts[index] {
      case .staying(let spot): spot == place[actor]
      case .following(let person): person != actor && place[person] == place[actor]
      }
    }.map { animals[$0] }
  }

  /// A follower can be told to stay; whoever has none can find one.
  func possibleDeeds(of actor: Int) -> [FableEvent.Deed] {
    if follower(of: actor) != nil { return [.go, .leave] }
    return company(of: actor).isEmpty ? [.go] : [.go, .call]
  }

  mutating func apply(_ event: FableEvent) {
    switch event {
    case .went(let actor, let destination):
      place[actor] = destination
      known[destination] = true
    case .followed(let animal, let actor):
      move(animal, .following(actor))
    case .stayed(let animal, let spot):
      move(animal, .staying(spot))
    }
  }

  private mutating func move(_ animal: Int, _ spot: Whereabouts) {
    if let index = animals.firstIndex(of: animal) { whereabouts[index] = spot }
  }
}
