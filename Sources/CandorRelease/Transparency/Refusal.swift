/// Why a signature is not believed: a verdict, not an error of the program.
struct Refusal: Error {
  let reason: String

  init(_ reason: String) { self.reason = reason }
}
