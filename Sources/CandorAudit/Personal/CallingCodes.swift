/// The country calling codes of ITU-T E.164: which first digits an international number can have.
enum CallingCodes {
  private static let assigned: Set<Int> = {
    let list = """
      1 7 20 211 212 213 216 218 220-229 230-239 240-249 250-258 260-269 27 290 291 297-299 30-34 350-359 \
      36 370-378 380-383 385-387 389 39 40 41 420 421 423 43-49 500-509 51-58 590-599 60-66 670 672-679 \
      680-683 685-692 800 808 81 82 84 850 852 853 855 856 86 870 878 880-883 886 888 90-95 960-968 970-977 \
      979 98 992-996 998
      """
    return Set(
      list.split(separator: " ").flatMap { entry in
        let ends = entry.split(separator: "-").compactMap { Int($0) }
        return ends[0]...ends[ends.count - 1]
      })
  }()

  /// How many of a number's first digits are the code; no code begins another one.
  static func length(in run: DigitRun) -> Int? {
    guard run.digits[0] != 0 else { return nil }
    return (1...3).first { $0 <= run.count && assigned.contains(run.number(0..<$0)) }
  }
}
