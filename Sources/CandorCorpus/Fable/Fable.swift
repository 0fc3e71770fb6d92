/// The demo dataset: short stories of a small world, each ending in a question whose answer follows
/// from what happened, and sums written backwards.
///
/// The world is worded so that what belongs together stands together: places are adverbs
/// (`Anna went upstairs`) and objects have no article (`Anna took salt`). Every document is a pure
/// function of (version, seed, split, index), made by integer draws alone.
public enum Fable {
  /// Changes whenever any document of any seed changes.
  public static let version = 1

  package static let names = [
    "Anna", "Ben", "Clara", "David", "Emma", "Felix",
  ]
  package static let places = [
    "upstairs", "outside", "downtown", "uphill", "aboard", "underground",
  ]
  package static let objects = [
    "salt", "milk", "bread", "honey",
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
      names + places + objects
      + ["was", "is", "had", "has", "went", "took", "got", "from", "dropped", "There", "Where"]
    return ["\n", "Once", "Where", "Backwards", ":", ".", "?", "+", "="]
      + (0...9).map(String.init) + inner.map { " " + $0 }
  }()
}
