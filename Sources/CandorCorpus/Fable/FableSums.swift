/// Sums of two digits, answered last digit first: `7+5=21.`
enum FableSums {
  static let problems = 8

  static func write(to writer: inout FableWriter, dice: inout FableDice) {
    writer.write("Backwards:")
    for _ in 1...problems {
      let (left, right) = (dice.roll(10), dice.roll(10))
      writer.write("\n")
      writer.ask(
        "\(left)+\(right)=", .sum, answer: String(String(left + right).reversed()) + ".")
    }
  }
}
