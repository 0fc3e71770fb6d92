/// One call of a library that unpacks: what it may read, where it may write, how far it came.
@unsafe
struct UnpackingStep {
  let source: UnsafePointer<UInt8>?
  let offered: Int
  let target: UnsafeMutablePointer<UInt8>?
  let room: Int
  /// Set by the call.
  var used = 0
  var made = 0

  /// Runs `call` on `input` from `start`, which moves past what was used, and returns what it made.
  static func run(
    _ input: borrowing [UInt8], from start: inout Int, capacity: Int,
    _ call: (inout UnpackingStep) -> Void
  ) -> [UInt8] {
    precondition((0...input.count).contains(start) && capacity > 0)
    // Counts of zlib and libbz2 have 32 bits.
    let offered = min(input.count - start, Int(UInt32.max))
    let room = min(capacity, Int(UInt32.max))
    var used = 0
    // SAFETY: both buffers outlive the call that is given their addresses and their exact sizes, and
    // nothing keeps them. Each library reads no more than `offered` bytes, writes no more than `room`,
    // and says how many of them are initialized.
    let output = unsafe input.withUnsafeBufferPointer { source in
      unsafe [UInt8](unsafeUninitializedCapacity: room) { target, count in
        var step = unsafe UnpackingStep(
          source: source.baseAddress.map { unsafe $0 + start }, offered: offered,
          target: target.baseAddress, room: room)
        unsafe call(&step)
        (used, count) = unsafe (step.used, step.made)
      }
    }
    start += used
    return output
  }
}
