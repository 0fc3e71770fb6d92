/// Sums with every number written last digit first, as one learns to carry: `43+5=93.` says that
/// 34 and 5 are 39.
enum FableSums {
  static let problems = 8

  static func write(to writer: inout FableWriter, dice: inout FableDice, heldOut: Bool) {
    writer.write("Backwards:")
    for problem in 1...problems {
      let isLast = problem == problems
      let left = 10 + dice.roll(90)
      let right = dice.pick(
        (0...9).filter { Fable.isHeldOut(sum: left, $0) == (heldOut && isLast) })
      writer.write("\n")
      writer.ask("\(backwards(left))+\(right)=", .sum, answer: backwards(left + right) + ".")
    }
  }

  private static func backwards(_ number: Int) -> String { String(String(number).reversed()) }
}
