/// One thing that was found, and where: what every claim of a report rests on.
public struct Evidence: Sendable, Equatable {
  public struct Place: Sendable, Equatable {
    public let path: String
    /// Counted from one; nil where the whole file is meant.
    public let line: Int?
    /// At most one line of the file.
    public let quote: String?

    public init(path: String, line: Int? = nil, quote: String? = nil) {
      (self.path, self.line, self.quote) = (path, line, quote)
    }

    /// `path:line: quote`.
    public var text: String {
      path + (line.map { ":\($0)" } ?? "") + (quote.map { ": " + $0 } ?? "")
    }
  }

  public let component: Component
  /// What it shows by itself.
  public let status: PieceStatus
  public let claim: String
  public let place: Place
  /// The path of the command line it was found under.
  let root: Int

  init(_ component: Component, _ status: PieceStatus, _ claim: String, _ file: SurveyFile) {
    self.init(component, status, claim, at: Place(path: file.shown), root: file.root)
  }

  /// - Parameter index: of the line, counted from zero.
  init(
    _ component: Component, _ status: PieceStatus, _ claim: String, _ text: TextFile, _ index: Int
  ) {
    self.init(component, status, claim, at: text.place(index), root: text.file.root)
  }

  init(
    _ component: Component, _ status: PieceStatus, _ claim: String, at place: Place, root: Int
  ) {
    (self.component, self.status, self.claim) = (component, status, claim)
    (self.place, self.root) = (place, root)
  }
}

/// Something a reader should know that is no piece: a contradiction, an extra condition, a file that
/// was not read.
public struct Finding: Sendable, Equatable {
  public enum Kind: String, Sendable {
    case contradiction, extraTerms, notRead, incomplete, privateLocation, notPinned, baseModel
  }

  public let kind: Kind
  public let claim: String
  public let place: Evidence.Place

  init(_ kind: Kind, _ claim: String, at place: Evidence.Place) {
    (self.kind, self.claim, self.place) = (kind, claim, place)
  }
}
