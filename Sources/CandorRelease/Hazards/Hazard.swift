/// Something in a folder that runs code, or misleads a reader, once somebody loads what lies there.
public struct Hazard: Sendable, Hashable {
  /// What would happen, and what it takes.
  public enum Effect: String, Sendable, CaseIterable {
    /// A loader runs it in the ordinary course of loading.
    case executes
    /// It is of a kind that can run code, and cannot be read to its end. Counts as not safe.
    case unreadable
    /// A loader runs it when it is told to trust the folder, or is pointed at it.
    case executesOnRequest
    /// Two readers, or a person and a program, may see different things.
    case misleads
  }

  public let effect: Effect
  /// The file, relative to the folder that was looked at.
  public let path: String
  /// Where in the file: a key, an entry; nil for the file as a whole.
  public let place: String?
  /// What there is, as half a sentence: "calls `os.system`".
  public let what: String

  public init(_ effect: Effect, _ path: String, place: String? = nil, _ what: String) {
    (self.effect, self.path, self.place, self.what) = (effect, path, place, what)
  }

  /// Whether loading the folder is not safe, whatever else was asked for.
  public var isUnsafe: Bool { effect == .executes || effect == .unreadable }
}
