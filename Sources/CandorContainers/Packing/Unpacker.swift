/// Unpacks one member of a compressed file after another.
///
/// A class, since each owns a state of its library that must not move.
package protocol Unpacker: AnyObject {
  /// Unpacks `input` from `start`, which it moves past what was used, into at most `capacity` bytes.
  /// A full output may leave more inside, which comes out with no input at all.
  func unpack(
    _ input: borrowing [UInt8], from start: inout Int, capacity: Int
  ) -> (output: [UInt8], outcome: UnpackOutcome)

  /// Makes ready for the next member.
  func restart()
}

/// What ended a call of ``Unpacker/unpack(_:from:capacity:)``.
package enum UnpackOutcome: Equatable, Sendable {
  /// The input is used up or the output is full.
  case more
  /// A member ended and its checks held.
  case memberEnd
  /// The input is not what it claims to be; the library's reason.
  case corrupt(String)
  /// The member asks for more memory than it may have.
  case tooLarge
}
