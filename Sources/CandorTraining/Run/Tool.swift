/// The program itself, as locks and reports name it.
public enum Tool {
  public static let name = "candor"
  public static let version = "0.1.0"

  /// The compiler; no bit depends on it.
  public static let toolchain: String = {
    #if compiler(>=6.4)
      "Swift 6.4 or later"
    #elseif compiler(>=6.3)
      "Swift 6.3"
    #else
      "Swift 6.2"
    #endif
  }()
}
