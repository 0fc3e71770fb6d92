/// One story: who was where, who went where, which animal followed whom, and questions about it on
/// the way.
///
/// Every sentence and every answer is a subject, a verb and where the verb leads: `Anna went uphill`,
/// `Fox followed Anna`. So one skill, finding the latest sentence about a subject, answers every
/// question, once or twice over. Each choice is uniform over a list that the text so far determines,
/// and is visible in the text, so the text determines the choices.
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
      // Once in four times the story goes on without a question.
      if !dice.oneIn(4) {
        writer.write(" ")
        askAnything()
      }
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
  /// Everyone is somewhere else, some have an animal with them; one more animal is somewhere.
  private mutating func open() {
    var free = Array(Fable.places.indices)
    var animals = Array(Fable.animals.indices)
    writer.write("Once")
    for person in world.cast.indices {
      let place = free.remove(at: dice.roll(free.count))
      writer.write(" \(name(person)) was \(Fable.places[place]).")
      world.introduce(in: place)
      if dice.flip() {
        let animal = animals.remove(at: dice.roll(animals.count))
        writer.write(" \(Fable.animals[animal]) followed \(name(person)).")
        world.introduce(animal: animal, .following(person))
      }
    }
    let animal = dice.pick(animals)
    let place = dice.pick(Fable.places.indices.filter { world.known[$0] })
    writer.write(" \(Fable.animals[animal]) was \(Fable.places[place]).")
    world.introduce(animal: animal, .staying(place))
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
    case .call:
      happen(.followed(animal: dice.pick(world.company(of: actor)), actor))
    case .leave:
      if let animal = world.follower(of: actor) {
        happen(.stayed(animal: animal, at: world.place[actor]))
      }
    }
  }

  private mutating func happen(_ event: FableEvent) {
    switch event {
    case .went(let actor, let destination):
      writer.write(" \(name(actor)) went \(Fable.places[destination]).")
    case .followed(let animal, let actor):
      writer.write(" \(Fable.animals[animal]) followed \(name(actor)).")
    case .stayed(let animal, let place):
      writer.write(" \(Fable.animals[animal]) stayed \(Fable.places[place]).")
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
  private enum Question {
    case person(Int), animal(Int)

    /// How often the question stands in the list from which one is drawn.
    var weight: Int {
      switch self {
      case .person: 3
      case .animal: 2
      }
    }
  }

  /// What training may ask at this point: never for someone where it holds them out.
  private var questions: [Question] {
    let people = world.cast.indices.filter(isOpen).map(Question.person)
    let animals = world.animals.filter { animal in
      switch world.whereabouts(of: animal) {
      case .following(let person): isOpen(person)
      case .staying: true
      }
    }.map(Question.animal)
    return (people + animals).flatMap { Array(repeating: $0, count: $0.weight) }
  }

  private func isOpen(_ person: Int) -> Bool {
    !Fable.isHeldOut(name: world.cast[person], place: world.place[person])
  }

  /// A question about anyone in the story.
  private mutating func askAnything() {
    switch dice.pick(questions, weight: \.weight) {
    case .person(let person): ask(person: person)
    case .animal(let animal): ask(animal: animal)
    }
  }

  /// Where someone is, or their follower.
  private mutating func ask(about person: Int) {
    if let animal = world.follower(of: person), dice.flip() {
      ask(animal: animal)
    } else {
      ask(person: person)
    }
  }

  private mutating func ask(person: Int) {
    writer.ask("Where is \(name(person))?", .person, answer: whereabouts(person))
  }

  private mutating func ask(animal: Int) {
    let subject = Fable.animals[animal]
    let question = "Where is \(subject)?"
    switch world.whereabouts(of: animal) {
    case .following(let person):
      writer.ask(
        question, .follower,
        answer: " \(subject) follows \(name(person))." + whereabouts(person))
    case .staying(let place):
      writer.ask(question, .stayer, answer: " \(subject) is \(Fable.places[place]).")
    }
  }

  private func whereabouts(_ person: Int) -> String { " \(name(person)) is \(place(of: person))." }
}
