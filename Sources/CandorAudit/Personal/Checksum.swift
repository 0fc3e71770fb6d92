/// The ways in which numbers of people and cards carry a check of themselves. All take the digits
/// of a whole number, the check digits last unless said.
enum Checksum: Sendable {
  /// ISO/IEC 7812-1: every second digit from the right doubled, sums of digits, 0 modulo 10.
  case luhn
  /// Weighted sum 0 modulo `modulus`.
  case weighted([Int], modulus: Int)
  /// 11 less the weighted sum modulo 11 is the last digit; 11 stands for 0, 10 for none.
  case elevenMinus([Int])
  /// ISO/IEC 7064 MOD 11,10.
  case hybrid11
  /// Verhoeff's dihedral check.
  case verhoeff
  /// The last two digits are 97 less the others modulo 97 (France).
  case complement97
  /// Brazil's CPF: two check digits, each over all digits before it.
  case twoElevens
  /// The United States' social security number has no check digit; some numbers were never issued.
  case socialSecurity

  func holds(_ run: DigitRun) -> Bool {
    switch self {
    case .luhn:
      var sum = 0
      for index in 0..<run.count {
        let digit = Int(run.digits[run.count - 1 - index])
        let doubled = index % 2 == 1 ? 2 * digit : digit
        sum += doubled > 9 ? doubled - 9 : doubled
      }
      return sum % 10 == 0
    case .weighted(let weights, let modulus):
      return weights.count == run.count && Self.sum(run, weights) % modulus == 0
    case .elevenMinus(let weights):
      let check = 11 - Self.sum(run, weights) % 11
      return check != 10 && check % 11 == Int(run.digits[run.count - 1])
    case .hybrid11:
      var product = 10
      for index in 0..<run.count - 1 {
        let sum = (Int(run.digits[index]) + product) % 10
        product = (sum == 0 ? 10 : sum) * 2 % 11
      }
      return (11 - product) % 10 == Int(run.digits[run.count - 1])
    case .verhoeff: return Self.verhoeffHolds(run)
    case .complement97:
      return 97 - run.number(0..<run.count - 2) % 97 == run.number(run.count - 2..<run.count)
    case .twoElevens:
      return [9, 10].allSatisfy { length in
        let sum = Self.sum(run, (0..<length).map { length + 1 - $0 })
        return sum * 10 % 11 % 10 == Int(run.digits[length])
      }
    case .socialSecurity:
      let area = run.number(0..<3)
      return area != 0 && area != 666 && area < 900 && run.number(3..<5) != 0
        && run.number(5..<9) != 0
    }
  }

  private static func sum(_ run: DigitRun, _ weights: [Int]) -> Int {
    weights.indices.reduce(0) { $0 + weights[$1] * Int(run.digits[$1]) }
  }

  private static func verhoeffHolds(_ run: DigitRun) -> Bool {
    let permutation = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4]
    var check = 0
    for index in 0..<run.count {
      var digit = Int(run.digits[run.count - 1 - index])
      for _ in 0..<index % 8 { digit = permutation[digit] }
      check = dihedral(check, digit)
    }
    return check == 0
  }

  /// The product in the group of the pentagon's symmetries: 0 … 4 turn it, 5 … 9 turn and flip it.
  private static func dihedral(_ first: Int, _ second: Int) -> Int {
    switch (first < 5, second < 5) {
    case (true, true): (first + second) % 5
    case (true, false): 5 + (first + second - 5) % 5
    case (false, true): 5 + (first - 5 + 5 - second) % 5
    case (false, false): (first - second + 5) % 5
    }
  }
}
