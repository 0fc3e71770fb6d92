import CandorCore

/// Sorts the suffixes of a string of numbers in linear time, whatever the string: SA-IS, "Two efficient
/// algorithms for linear time suffix array construction", Nong, Zhang and Chan, 2011.
///
/// A suffix is L if it is greater than the next, else S; an S after an L is LMS. The substrings between
/// LMS suffixes are sorted by induction, named and, where names repeat, sorted by recursion; from the
/// order of the LMS suffixes that of all others is induced. Behind the end stands a number smaller
/// than all.
///
/// - Memory: besides text and result, 8 bytes for each number of the alphabet, 4 bytes for each LMS
///   suffix and n / 8 bytes, on each level; there are at most n / 2 LMS suffixes, and the next level
///   has no more numbers.
enum SuffixSorter {
  private static let none = UInt32.max

  /// Puts the starts of the suffixes of `text` into `order`, the smallest first.
  ///
  /// - Parameters:
  ///   - text: fewer than 2³² − 1 numbers below `alphabet`.
  ///   - order: at least as many elements as `text`; those behind stay.
  static func sort(_ text: Span<UInt32>, alphabet: Int, into order: inout MutableSpan<UInt32>) {
    let count = text.count
    precondition(order.count >= count && count < Int(none))
    guard count > 1 else {
      if count == 1 { order[0] = 0 }
      return
    }
    var buckets = Buckets(text, alphabet: alphabet)
    var starts = Starts(count: count)
    // The LMS substrings, sorted.
    for index in 0..<count { order[index] = none }
    starts.place(text, &buckets, &order)
    induce(text, &buckets, &order)
    // Their names, in the order of the text.
    starts.collect(&order)
    var names = Buffer<UInt32>(count: starts.found, repeating: 0)
    let distinct = starts.name(text, &order, into: &names)
    // The LMS suffixes, sorted.
    if distinct < starts.found {
      sort(names.span, alphabet: distinct, into: &order)
    } else {
      let names = names.span
      for index in names.indices { order[Int(names[index])] = UInt32(index) }
    }
    starts.list(into: &names)
    let places = names.span
    for index in places.indices { order[index] = places[Int(order[index])] }
    // All suffixes.
    for index in places.count..<count { order[index] = none }
    buckets.setToEnds()
    for index in places.indices.reversed() {
      let place = order[index]
      order[index] = none
      buckets.putLast(place, of: text[Int(place)], into: &order)
    }
    induce(text, &buckets, &order)
  }

  /// From LMS suffixes at the ends of their buckets to all L suffixes, and from those to all S.
  private static func induce(
    _ text: Span<UInt32>, _ buckets: inout Buckets, _ order: inout MutableSpan<UInt32>
  ) {
    buckets.setToStarts()
    let last = UInt32(text.count - 1)
    buckets.putFirst(last, of: text[text.count - 1], into: &order)
    for index in text.indices {
      let suffix = order[index]
      guard suffix != none, suffix > 0 else { continue }
      let (before, number) = (text[Int(suffix) - 1], text[Int(suffix)])
      if before >= number { buckets.putFirst(suffix - 1, of: before, into: &order) }
    }
    buckets.setToEnds()
    for index in text.indices.reversed() {
      let suffix = order[index]
      guard suffix != none, suffix > 0 else { continue }
      let (before, number) = (text[Int(suffix) - 1], text[Int(suffix)])
      // Of equal numbers, the one before is S if this suffix is; and S suffixes fill a bucket's end.
      if before < number || before == number && buckets.isFilled(before, to: index) {
        buckets.putLast(suffix - 1, of: before, into: &order)
      }
    }
  }
}

/// Where the suffixes that begin with each number go.
private struct Buckets: ~Copyable {
  private var sizes: Buffer<UInt32>
  private var bounds: Buffer<UInt32>

  init(_ text: Span<UInt32>, alphabet: Int) {
    sizes = Buffer(count: alphabet, repeating: 0)
    bounds = Buffer(count: alphabet, repeating: 0)
    var sizes = sizes.mutableSpan
    for index in text.indices { sizes[Int(text[index])] += 1 }
  }

  mutating func setToStarts() { Self.add(sizes, into: &bounds, isEnd: false) }

  mutating func setToEnds() { Self.add(sizes, into: &bounds, isEnd: true) }

  private static func add(
    _ sizes: borrowing Buffer<UInt32>, into bounds: inout Buffer<UInt32>, isEnd: Bool
  ) {
    let sizes = sizes.span
    var bounds = bounds.mutableSpan
    var sum: UInt32 = 0
    for number in sizes.indices {
      if isEnd { sum += sizes[number] }
      bounds[number] = sum
      if !isEnd { sum += sizes[number] }
    }
  }

  @inline(__always)
  mutating func putFirst(
    _ suffix: UInt32, of number: UInt32, into order: inout MutableSpan<UInt32>
  ) {
    var bounds = bounds.mutableSpan
    let place = bounds[Int(number)]
    bounds[Int(number)] = place + 1
    order[Int(place)] = suffix
  }

  @inline(__always)
  mutating func putLast(
    _ suffix: UInt32, of number: UInt32, into order: inout MutableSpan<UInt32>
  ) {
    var bounds = bounds.mutableSpan
    let place = bounds[Int(number)] - 1
    bounds[Int(number)] = place
    order[Int(place)] = suffix
  }

  /// Whether the end of a number's bucket is filled down to `index`.
  @inline(__always)
  func isFilled(_ number: UInt32, to index: Int) -> Bool { bounds.span[Int(number)] <= index }
}

/// Which suffixes are LMS.
private struct Starts: ~Copyable {
  private let count: Int
  private var marks: Buffer<UInt64>
  private(set) var found = 0

  init(count: Int) {
    self.count = count
    marks = Buffer(count: (count + 63) / 64, repeating: 0)
  }

  @inline(__always)
  private func isStart(_ suffix: Int) -> Bool {
    marks.span[suffix >> 6] >> UInt64(suffix & 63) & 1 == 1
  }

  /// Finds the LMS suffixes, and puts them at the ends of their buckets.
  mutating func place(
    _ text: Span<UInt32>, _ buckets: inout Buckets, _ order: inout MutableSpan<UInt32>
  ) {
    buckets.setToEnds()
    var next = text[count - 1]
    var nextIsS = false
    for index in (0..<count - 1).reversed() {
      let number = text[index]
      let isS = number < next || number == next && nextIsS
      if !isS && nextIsS {
        let start = index + 1
        var marks = marks.mutableSpan
        marks[start >> 6] |= 1 << UInt64(start & 63)
        buckets.putLast(UInt32(start), of: next, into: &order)
        found += 1
      }
      (next, nextIsS) = (number, isS)
    }
  }

  /// Moves the LMS suffixes of `order` to its front, in their order.
  func collect(_ order: inout MutableSpan<UInt32>) {
    var next = 0
    for index in 0..<count {
      let suffix = order[index]
      guard isStart(Int(suffix)) else { continue }
      order[next] = suffix
      next += 1
    }
  }

  /// Names the sorted LMS substrings, and puts the names in the order of the text into `names`.
  ///
  /// - Returns: how many different names there are.
  func name(
    _ text: Span<UInt32>, _ order: inout MutableSpan<UInt32>, into names: inout Buffer<UInt32>
  ) -> Int {
    // No two LMS suffixes are neighbours, so half their places tell them apart.
    for index in found..<count { order[index] = .max }
    var distinct: UInt32 = 0
    for index in 0..<found {
      let suffix = Int(order[index])
      if index == 0 || !areEqual(text, Int(order[index - 1]), suffix) { distinct += 1 }
      order[found + suffix / 2] = distinct - 1
    }
    var span = names.mutableSpan
    var next = 0
    for index in found..<count where order[index] != .max {
      span[next] = order[index]
      next += 1
    }
    return Int(distinct)
  }

  /// Whether the LMS substrings at two places are equal, up to and with the next LMS suffix.
  private func areEqual(_ text: Span<UInt32>, _ first: Int, _ second: Int) -> Bool {
    var (here, there) = (first, second)
    while max(here, there) < count, text[here] == text[there] {
      if here > first, isStart(here) != isStart(there) { return false }
      if here > first, isStart(here) { return true }
      here += 1
      there += 1
    }
    return false
  }

  /// Puts the LMS suffixes in the order of the text into `places`.
  func list(into places: inout Buffer<UInt32>) {
    let marks = marks.span
    var places = places.mutableSpan
    var next = 0
    for index in marks.indices {
      var rest = marks[index]
      while rest != 0 {
        places[next] = UInt32(index << 6 + rest.trailingZeroBitCount)
        next += 1
        rest &= rest - 1
      }
    }
  }
}
