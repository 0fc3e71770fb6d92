/// Labels of domain names in other alphabets, written in ASCII (RFC 3492).
enum Punycode {
  private static let (base, tMin, tMax, skew, damp) = (36, 1, 26, 38, 700)
  private static let digits = Array("abcdefghijklmnopqrstuvwxyz0123456789".utf8)

  /// What follows `xn--`; nil if a number grows beyond 32 bits.
  static func encoded(_ label: [Int]) -> [UInt8]? {
    var output = label.filter { $0 < 0x80 }.map { UInt8($0) }
    let basic = output.count
    if basic > 0 { output.append(UInt8(ascii: "-")) }
    var (next, delta, bias, done) = (0x80, 0, 72, basic)
    while done < label.count {
      guard let least = label.lazy.filter({ $0 >= next }).min() else { return nil }
      delta += (least - next) * (done + 1)
      guard delta <= Int(Int32.max) else { return nil }
      next = least
      for codePoint in label {
        if codePoint < next { delta += 1 }
        guard codePoint == next else { continue }
        var rest = delta
        for k in stride(from: base, to: .max, by: base) {
          let threshold = min(max(k - bias, tMin), tMax)
          guard rest >= threshold else { break }
          output.append(digits[threshold + (rest - threshold) % (base - threshold)])
          rest = (rest - threshold) / (base - threshold)
        }
        output.append(digits[rest])
        bias = adapted(delta, done + 1, isFirst: done == basic)
        delta = 0
        done += 1
      }
      delta += 1
      next += 1
    }
    return output
  }

  /// The code points of what follows `xn--`; nil if it is none.
  ///
  /// - Complexity: quadratic in the length, which the caller bounds.
  static func decoded(_ text: ArraySlice<UInt8>) -> [Int]? {
    var output: [Int] = []
    var position = text.startIndex
    if let dash = text.lastIndex(of: UInt8(ascii: "-")) {
      output = text[..<dash].map { Int($0) }
      position = dash + 1
    }
    guard output.allSatisfy({ $0 < 0x80 }) else { return nil }
    var (next, index, bias) = (0x80, 0, 72)
    while position < text.endIndex {
      let start = index
      var weight = 1
      for k in stride(from: base, to: .max, by: base) {
        guard position < text.endIndex, let digit = value(text[position]) else { return nil }
        position += 1
        index += digit * weight
        guard index <= Int(Int32.max) else { return nil }
        let threshold = min(max(k - bias, tMin), tMax)
        if digit < threshold { break }
        weight *= base - threshold
        guard weight <= Int(Int32.max) else { return nil }
      }
      bias = adapted(index - start, output.count + 1, isFirst: start == 0)
      next += index / (output.count + 1)
      index %= output.count + 1
      guard next <= 0x10FFFF, next & 0x1FF800 != 0xD800 else { return nil }
      output.insert(next, at: index)
      index += 1
    }
    return output
  }

  private static func value(_ digit: UInt8) -> Int? {
    switch digit {
    case UInt8(ascii: "a")...UInt8(ascii: "z"): Int(digit - UInt8(ascii: "a"))
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): Int(digit - UInt8(ascii: "A"))
    case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(digit - UInt8(ascii: "0")) + 26
    default: nil
    }
  }

  private static func adapted(_ delta: Int, _ count: Int, isFirst: Bool) -> Int {
    var delta = isFirst ? delta / damp : delta / 2
    delta += delta / count
    var k = 0
    while delta > (base - tMin) * tMax / 2 {
      delta /= base - tMin
      k += base
    }
    return k + (base - tMin + 1) * delta / (delta + skew)
  }
}
