/// One story: who was where and had what, what they did, and questions about it on the way.
///
/// Each choice is uniform over a list that the text so far determines, and is visible in the text,
/// so the text determines the choices.
struct FableStory {
  var dice: FableDice
  var writer: FableWriter
  private var world: FableWorld

  init(dice: FableDice, writer: FableWriter) {
    var dice = dice
    let size = 2 + dice.roll(2)
    var strangers = Array(Fable.names.indices)
    world = FableWorld(
      cast: (0..<size).map { _ in strangers.remove(at: dice.roll(strangers.count)) })
    self.dice = dice
    self.writer = writer
  }

  /// Tells the story up to its final question.
  mutating func tell() {
    open()
    for _ in 0..<(2 + dice.roll(4)) {
      happen()
      writer.write(" ")
      askAnything()
    }
    writer.write("\n")
  }

  private func name(_ person: Int) -> String { Fable.names[world.cast[person]] }

  private func place(of person: Int) -> String { Fable.places[world.place[person]] }
}

// MARK: - Opening

extension FableStory {
  /// Everyone is somewhere else, some have something; perhaps one more thing lies around.
  private mutating func open() {
    var free = Array(Fable.places.indices)
    var objects = Array(Fable.objects.indices)
    writer.write("Once")
    for person in world.cast.indices {
      let place = free.remove(at: dice.roll(free.count))
      writer.write(" \(name(person)) was \(Fable.places[place]).")
      let object = dice.flip() ? objects.remove(at: dice.roll(objects.count)) : nil
      if let object { writer.write(" \(name(person)) had \(Fable.objects[object]).") }
      world.introduce(in: place, with: object)
    }
    let object = dice.pick(objects)
    let place = dice.pick(Fable.places.indices.filter { world.known[$0] })
    world.add(object, restingAt: place)
    writer.write(" There was \(Fable.objects[object]) \(Fable.places[place]).")
  }
}

// MARK: - Events

extension FableStory {
  private mutating func happen() {
    let actor = dice.roll(world.cast.count)
    switch dice.pick(world.possibleDeeds(of: actor)) {
    case .go:
      let open = Fable.places.indices.filter { $0 != world.place[actor] }
      // Half the time a place that the story knows, where it can be chosen, so that people meet.
      let known = open.filter { world.known[$0] }
      let new = open.filter { !world.known[$0] }
      let options = known.isEmpty || (!new.isEmpty && dice.flip()) ? new : known
      happen(.went(actor, to: dice.pick(options)))
    case .take:
      happen(.took(actor, dice.pick(world.reachable(by: actor))))
    case .drop:
      if let object = world.held[actor] { happen(.dropped(actor, object)) }
    }
  }

  private mutating func happen(_ event: FableEvent) {
    switch event {
    case .went(let actor, let destination):
      writer.write(" \(name(actor)) went \(Fable.places[destination]).")
    case .took(let actor, let object):
      writer.write(" \(name(actor)) took \(Fable.objects[object]).")
    case .dropped(let actor, let object):
      writer.write(" \(name(actor)) dropped \(Fable.objects[object]) \(place(of: actor)).")
    }
    world.apply(event)
  }
}

// MARK: - Questions

extension FableStory {
  /// Whether someone carries this thing where training never asks for it.
  private func isHeldOut(_ object: Int) -> Bool {
    guard let holder = world.holder(of: object) else { return false }
    return Fable.isHeldOut(name: world.cast[holder], place: world.place[holder])
  }

  /// A question about anyone, or about anything that training may ask for; twice as often about
  /// people.
  mutating func askAnything() {
    let things = world.things.filter { !isHeldOut($0) }
    if things.isEmpty || !dice.oneIn(3) {
      askWhere(person: dice.roll(world.cast.count))
    } else {
      askWhere(dice.pick(things))
    }
  }

  /// A question that training never asks; false if there is none.
  mutating func askHeldOut() -> Bool {
    guard let object = world.things.first(where: isHeldOut) else { return false }
    askWhere(object)
    return true
  }

  private mutating func askWhere(person: Int) {
    writer.ask("Where is \(name(person))?", .person, answer: whereabouts(person))
  }

  private mutating func askWhere(_ object: Int) {
    let thing = Fable.objects[object]
    if let holder = world.holder(of: object) {
      writer.ask(
        "Where is \(thing)?", .carried,
        answer: possession(of: object, by: holder) + whereabouts(holder))
    } else if let place = world.restingPlace(of: object) {
      writer.ask(
        "Where is \(thing)?", .lying, answer: " There is \(thing) \(Fable.places[place]).")
    }
  }

  private func whereabouts(_ person: Int) -> String { " \(name(person)) is \(place(of: person))." }

  private func possession(of object: Int, by person: Int) -> String {
    " \(name(person)) has \(Fable.objects[object])."
  }
}
