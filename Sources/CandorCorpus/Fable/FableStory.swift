/// One story: who was where and had what, what they did, and questions about it on the way.
///
/// Each choice is uniform over a list that the text so far determines, and is visible in the text,
/// so the text determines the choices.
struct FableStory {
  var dice: FableDice
  var writer: FableWriter
  private var world: FableWorld
  /// The one of the cast whom the final question finds where training never asks for them.
  private let star: Int?

  init(dice: FableDice, writer: FableWriter, meetsHeldOut: Bool) {
    var dice = dice
    let size = 2 + dice.roll(2)
    var strangers = Array(Fable.names.indices)
    let cast = (0..<size).map { _ in strangers.remove(at: dice.roll(strangers.count)) }
    world = FableWorld(cast: meetsHeldOut ? Self.with(star: dice.roll(2), cast) : cast)
    star = meetsHeldOut ? 0 : nil
    self.dice = dice
    self.writer = writer
  }

  /// The cast with one of the names that have a held-out place in front.
  private static func with(star: Int, _ cast: [Int]) -> [Int] {
    [star] + cast.filter { $0 != star }.prefix(cast.count - 1)
  }

  mutating func tell() {
    open()
    for _ in 0..<(2 + dice.roll(4)) {
      repeat { happen() } while questions.isEmpty
      writer.write(" ")
      askAnything()
    }
    if let star { bring(star) }
    writer.write("\n")
    if let star { ask(about: star) } else { askAnything() }
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
    case .get:
      let giver = dice.pick(world.givers(to: actor))
      if let object = world.held[giver] { happen(.got(actor, object, from: giver)) }
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
    case .got(let actor, let object, let giver):
      writer.write(" \(name(actor)) got \(Fable.objects[object]) from \(name(giver)).")
    }
    world.apply(event)
  }

  /// Sends someone where training never asks for them.
  private mutating func bring(_ person: Int) {
    let place = Fable.heldOutPlace(name: world.cast[person])
    if world.place[person] != place { happen(.went(person, to: place)) }
  }
}

// MARK: - Questions

extension FableStory {
  private enum Question { case wherePerson(Int), whereThing(Int) }

  /// What training may ask at this point, people more often than things: never for someone where
  /// it holds them out.
  private var questions: [Question] {
    func isOpen(_ person: Int) -> Bool {
      !Fable.isHeldOut(name: world.cast[person], place: world.place[person])
    }
    var questions: [Question] = []
    for person in world.cast.indices where isOpen(person) {
      questions += [.wherePerson(person), .wherePerson(person), .wherePerson(person)]
    }
    for object in world.things where world.holder(of: object).map(isOpen) ?? true {
      questions.append(.whereThing(object))
    }
    return questions
  }

  /// A question about anyone or anything in the story.
  private mutating func askAnything() {
    let questions = questions
    // A person's question stands in the list three times; which one was drawn says nothing.
    switch dice.pick(questions, weight: { if case .wherePerson = $0 { 3 } else { 1 } }) {
    case .wherePerson(let person): askWhere(person: person)
    case .whereThing(let object): askWhere(object)
    }
  }

  /// Where someone is, or what they carry.
  private mutating func ask(about person: Int) {
    if let object = world.held[person], dice.flip() {
      askWhere(object)
    } else {
      askWhere(person: person)
    }
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
