/// Something that happens. People are numbered by their place in the cast.
enum FableEvent {
  case went(Int, to: Int)
  case followed(animal: Int, Int)
  case stayed(animal: Int, at: Int)

  /// What one can choose to do: walk, have an animal follow, have it stay behind.
  enum Deed { case go, call, leave }
}
