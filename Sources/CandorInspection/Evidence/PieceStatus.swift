/// How much of a piece there is, from nothing to all of it.
///
/// "Here on disk", "pointed to" and "mentioned" are different facts; only the first can be proven
/// without a network.
public enum PieceStatus: String, Sendable, CaseIterable, Comparable {
  case absent
  /// Something is here that cannot be read.
  case undeterminable
  /// Words say what it is.
  case described
  /// A name or address says where it is.
  case linked
  /// Some of it is here.
  case partial
  /// It is here.
  case shared

  public static func < (left: Self, right: Self) -> Bool {
    left.order < right.order
  }

  private var order: Int { Self.allCases.firstIndex(of: self) ?? 0 }

  var isHere: Bool { self >= .partial }
}
