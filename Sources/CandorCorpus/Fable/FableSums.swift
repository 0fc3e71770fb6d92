/// A digit and one or two more, answered last digit first: `9+2=11.`, `8+2=01.`
enum FableSums {
  static let problems = 8

  static func write(to writer: inout FableWriter, dice: inout FableDice) {
    writer.write("Backwards:")
    for _ in 1...problems {
      let (left, right) = (dice.roll(10), 1 + dice.roll(2))
      writer.write("\n")
      writer.ask(
        "\(left)+\(right)=", .sum, answer: String(String(left + right).reversed()) + ".")
    }
  }
}
