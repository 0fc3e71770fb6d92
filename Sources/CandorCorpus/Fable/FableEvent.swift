/// Something that happens. People are numbered by their place in the cast.
enum FableEvent {
  case went(Int, to: Int)
  case took(Int, Int)
  case dropped(Int, Int)
  case got(Int, Int, from: Int)

  /// What one can choose to do.
  enum Deed { case go, take, drop, get }
}
