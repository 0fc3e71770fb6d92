/// The one error of this package: what went wrong, where, and what to do about it.
///
/// Messages are lower case, without a full stop; what a user typed or wrote is in backticks.
/// An answer of "no" (a digest that differs, a verdict that fails) is a result, not an error.
public struct CandorError: Error, Sendable {
  /// What kind of failure this is; decides the exit status of the program.
  public enum Code: String, Sendable, CaseIterable {
    /// The command line or a call asks for something that has no meaning.
    case usage
    /// Input breaks the rules of its format.
    case malformed
    /// A file or an entry that is needed is not there.
    case notFound
    /// Two things that must agree do not.
    case mismatch
    /// Input is well formed and this version cannot use it.
    case unsupported
    /// Input is larger or deeper than a stated limit.
    case limitExceeded
    /// A loss, gradient or weight is NaN or infinite.
    case nonFinite
    /// The operating system could not read or write.
    case inputOutput
    /// The machine lacks something: memory, threads, an instruction, a library.
    case unavailable
    /// A signal asked the program to stop.
    case interrupted
    /// A bug in this package.
    case internalFault
  }

  /// The place in some input that an error is about. Every part is optional.
  public struct Location: Sendable, Equatable {
    public var file: String?
    /// Bytes before the place, from the start of the file.
    public var byteOffset: Int?
    /// Counted from 1.
    public var line: Int?
    /// Counted from 1.
    public var column: Int?
    /// The name of a member, key, tensor or option.
    public var field: String?

    public init(
      file: String? = nil, byteOffset: Int? = nil, line: Int? = nil, column: Int? = nil,
      field: String? = nil
    ) {
      self.file = file
      self.byteOffset = byteOffset
      self.line = line
      self.column = column
      self.field = field
    }
  }

  public var code: Code
  public var message: String
  /// What the reader can do next, as a sentence without a full stop.
  public var hint: String?
  public var location: Location?
  /// The error underneath, where there is one; its text is already part of `message`.
  public var cause: (any Error)?

  public init(
    _ code: Code, _ message: String, hint: String? = nil, at location: Location? = nil,
    cause: (any Error)? = nil
  ) {
    self.code = code
    self.message = message
    self.hint = hint
    self.location = location
    self.cause = cause
  }

  /// The status with which a program that stops on this error exits (BSD `sysexits`).
  public var exitStatus: Int32 {
    switch code {
    case .usage: 64
    case .malformed, .mismatch, .unsupported, .limitExceeded, .nonFinite: 65
    case .notFound: 66
    case .unavailable: 69
    case .internalFault: 70
    case .inputOutput: 74
    case .interrupted: 130
    }
  }
}
