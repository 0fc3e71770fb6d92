/// The contract under which all arithmetic of Candor stands (docs/numerics.md).
public enum Numerics {
  /// Raised whenever any operation that can reach a weight or a logit changes a bit.
  public static let version: UInt32 = 1

  /// How the version is named where it stands alone.
  public static var name: String { "candor-numerics/\(version)" }
}
