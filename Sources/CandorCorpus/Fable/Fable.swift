/// The demo dataset: short stories of a small world of people and animals, each ending in a question
/// whose answer follows from what happened, and sums written backwards.
///
/// The world is worded so that what belongs together stands together and always in the same order:
/// subject, verb, and a person or a place (places are adverbs: `Anna went upstairs`). Every document
/// is a pure function of (version, seed, split, index), made by integer draws alone.
public enum Fable {
  /// Changes whenever any document of any seed changes.
  public static let version = 2

  package static let names = [
    "Anna", "Ben", "Clara", "David", "Emma", "Felix",
  ]
  package static let places = [
    "upstairs", "outside", "downtown", "uphill", "aboard", "underground",
  ]
  package static let animals = [
    "Fox", "Crow", "Cat", "Hen",
  ]

  /// Whether training never asks for something whose answer finds this person in this place; a
  /// story may still send them there. One place for each of two names.
  package static func isHeldOut(name: Int, place: Int) -> Bool {
    name < 2 && place == heldOutPlace(name: name)
  }

  /// The one place where training never asks for this person.
  package static func heldOutPlace(name: Int) -> Int { (places.count - name) % places.count }

  /// The closed vocabulary, each word with the space before it, if it has one. Every document is
  /// made of these and the ten digits.
  public static let words: [String] = {
    let inner =
      names + places + animals
      + ["was", "is", "went", "followed", "follows", "stayed", "Where"]
    return ["\n", "Once", "Where", "Backwards", ":", ".", "?", "+", "="]
      + (0...9).map(String.init) + inner.map { " " + $0 }
  }()
}
