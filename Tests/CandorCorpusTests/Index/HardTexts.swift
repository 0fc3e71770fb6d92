/// Texts that make suffix sorters slow or wrong.
enum HardTexts {
  /// Each a list of documents.
  static let all: [(name: String, documents: [String])] = [
    ("nothing", []),
    ("empty documents", ["", " \n ", "", "…", "", "a", ""]),
    ("one word", ["word"]),
    ("one letter", [words("a", 3000)]),
    ("period of three", [words("a b c", 900)]),
    (
      "periods that differ",
      (1...12).map { words((0..<$0).map { "w\($0)" }.joined(separator: " "), 240 / $0) }
    ),
    ("Fibonacci", [fibonacci(17)]),
    ("Thue and Morse", [thueMorse(11)]),
    ("de Bruijn", [deBruijn]),
    ("random letters", (0..<40).map { random(words: 150, letters: 2, seed: $0) }),
    ("random words", (0..<20).map { random(words: 200, letters: 300, seed: 100 + $0) }),
    ("duplicates", Array(repeating: random(words: 120, letters: 5, seed: 7), count: 25)),
    (
      "prefixes of each other",
      (1...60).map { words("to be or not", $0).dropLast($0 % 3) }.map(String.init)
    ),
    ("suffixes of each other", (1...60).map { String(fibonacci(11).suffix(2 * $0)) }),
    (
      "words that begin alike",
      ["the", "then the", "theory then", "the-then", "the'n the’n", "the, the. the"]
    ),
    (
      "long words", [String(repeating: "x", count: 500), String(repeating: "x", count: 501) + " y"]
    ),
    ("control characters", ["a\u{0}b\u{1F}c\u{20}d\r\ne\u{7F}f\u{85}g"]),
    ("scripts", scripts), ("scripts twice", scripts + scripts.reversed()),
  ]

  static let scripts = [
    "The cat’s whiskers — isn't it? (Yes.)", "Größe, Straße; ÉTÉ e\u{301}te\u{301}",
    "Съешь же ещё этих мягких французских булок", "ΞΕΣΚΕΠΑΖΩ την ψυχοφθόρα", "שָׁלוֹם עולם",
    "السلام عليكم، كيف حالك؟",
    "हिन्दी में लिखा हुआ वाक्य।", "ภาษาไทยไม่มีช่องว่าง", "日本語の文、そして「かな」。カタカナ", "汉字 漢字汉字",
    "한국어 문장입니다.", "ខ្មែរ ភាសា", "မြန်မာစာ", "👩‍👩‍👧‍👦 family ❤️ 🇩🇪 flags", "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 𠀀𠀁𠀀",
    "A漢B字 x\u{AD}y z\u{200B}z",
    "\u{FEFF}marks\u{200F} and \u{202E}turns", "a\u{A0}b\u{3000}c\u{2028}d",
  ]

  /// Two long documents that are equal but for one word, and one that is a copy.
  static let longCopies: [String] = {
    let text = random(words: 25_000, letters: 400, seed: 3)
    return [text, text + " other", "first " + text, text]
  }()

  static func words(_ text: String, _ count: Int) -> String {
    Array(repeating: text, count: count).joined(separator: " ")
  }

  static func fibonacci(_ order: Int) -> String {
    var (one, other) = (["a"], ["a", "b"])
    for _ in 0..<order { (one, other) = (other, other + one) }
    return one.joined(separator: " ")
  }

  static func thueMorse(_ bits: Int) -> String {
    (0..<1 << bits).map { $0.nonzeroBitCount % 2 == 0 ? "a" : "b" }.joined(separator: " ")
  }

  /// All rows of eleven of two words, once.
  static let deBruijn: String = {
    var (seen, row) = (Set<Int>(), [Int](repeating: 0, count: 11))
    var state = 0
    while true {
      let one = (state << 1 | 1) & 0x7FF
      state = seen.insert(one).inserted ? one : (state << 1) & 0x7FF
      if state != one, !seen.insert(state).inserted { break }
      row.append(state & 1)
    }
    return row.map { $0 == 0 ? "no" : "yes" }.joined(separator: " ")
  }()

  static func random(words: Int, letters: Int, seed: Int) -> String {
    var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1
    return (0..<words).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let number = Int(state >> 33) % letters
      return "w\(number)" + (number % 7 == 3 ? "," : "")
    }.joined(separator: " ")
  }
}
