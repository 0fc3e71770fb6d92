import CandorCore

/// The records of a zip file, read by value: its end, the table of its entries, and their own headers.
struct ZipRecord {
  static let local: UInt32 = 0x0403_4B50
  static let end: UInt32 = 0x0605_4B50
  private static let central: UInt32 = 0x0201_4B50
  private static let descriptor: UInt32 = 0x0807_4B50
  private static let wideEnd: UInt32 = 0x0606_4B50
  private static let wideLocator: UInt32 = 0x0706_4B50
  /// Sizes and offsets that stand in an extra field of 64 bits instead.
  private static let elsewhere = Int(UInt32.max)
  private static let wideExtra = 0x0001
  private static let nameLimit = 4096

  let file: MappedFile
  /// The table's first byte, and the one after its last.
  let start: Int
  let end: Int
  /// How many entries it has.
  let count: Int
  /// Where the next entry of the table begins.
  private(set) var offset: Int
}

// The end of the file, from which everything else is found.
extension ZipRecord {
  /// - Throws: `malformed` unless the table ends where its end record begins, and the file with that.
  static func table(of file: MappedFile) throws -> Self {
    // A comment could hold another end record; none of the formats read here has one.
    let end = file.count - 22
    guard end >= 0, file.integer(at: end) == Self.end, try number(file, end + 20, 2) == 0 else {
      throw file.malformed("there is no end record of a zip file at its end", at: max(0, end))
    }
    var (count, size) = (try number(file, end + 10, 2), try number(file, end + 12, 4))
    var start = try number(file, end + 16, 4)
    guard try number(file, end + 4, 4) == 0, try number(file, end + 8, 2) == count else {
      throw file.malformed("an archive of several disks", at: end + 4)
    }
    var tableEnd = end
    if end >= 20, file.integer(at: end - 20) == wideLocator {
      tableEnd = end - 20 - 56
      guard try number(file, end - 12, 8) == tableEnd, file.integer(at: tableEnd) == wideEnd,
        try number(file, tableEnd + 4, 8) == 44, try number(file, tableEnd + 16, 8) == 0
      else { throw file.malformed("the two end records do not meet", at: end - 20) }
      let wide = (
        try number(file, tableEnd + 32, 8), try number(file, tableEnd + 40, 8),
        try number(file, tableEnd + 48, 8)
      )
      guard try number(file, tableEnd + 24, 8) == wide.0,
        count == wide.0 || count == Int(UInt16.max), size == wide.1 || size == elsewhere,
        start == wide.2 || start == elsewhere
      else { throw file.malformed("the two end records differ", at: tableEnd) }
      (count, size, start) = wide
    }
    guard start <= tableEnd, size == tableEnd - start, count <= size / 46 else {
      throw file.malformed("the table of entries does not end where it should", at: end)
    }
    return ZipRecord(file: file, start: start, end: tableEnd, count: count, offset: start)
  }

  private static func number(_ file: MappedFile, _ offset: Int, _ bytes: Int) throws -> Int {
    let number: UInt64? =
      switch bytes {
      case 2: file.integer(at: offset, as: UInt16.self).map(UInt64.init)
      case 4: file.integer(at: offset, as: UInt32.self).map(UInt64.init)
      default: file.integer(at: offset, as: UInt64.self)
      }
    guard let number, let number = Int(exactly: number) else {
      throw file.malformed("the file ends within a record, or a number is too large", at: offset)
    }
    return number
  }
}

// The table, entry by entry.
extension ZipRecord {
  /// The next entry of the table, checked against its own header.
  mutating func nextEntry() throws -> ZipArchive.Entry {
    let place = offset
    func number(_ delta: Int, _ bytes: Int) throws -> Int {
      try Self.number(file, place + delta, bytes)
    }
    guard end - place >= 46, file.integer(at: place) == Self.central else {
      throw file.malformed("this is no entry of the table", at: place)
    }
    let (flags, method) = (try number(8, 2), try number(10, 2))
    let (nameBytes, extraBytes) = (try number(28, 2), try number(30, 2))
    let length = 46 + nameBytes + extraBytes + (try number(32, 2))
    guard length <= end - place, nameBytes <= Self.nameLimit else {
      throw file.malformed("an entry leaves its table", at: place)
    }
    let nameRange = (place + 46)..<(place + 46 + nameBytes)
    guard let name = file.string(nameRange) else {
      throw file.malformed("an entry's name is not UTF-8", at: place)
    }
    // Bit 0: encrypted. Bit 3: sizes follow the data. Bits 1, 2: levels of compression. Bit 11: UTF-8.
    guard flags & ~0x080E == 0, method == 0 || method == 8 else {
      throw file.malformed(
        "an entry is encrypted or packed in an unknown way", at: place, field: name)
    }
    var sizes = [try number(24, 4), try number(20, 4), try number(42, 4)]
    try widen(&sizes, extraAt: nameRange.upperBound, extraBytes, of: name)
    let (size, packed, header) = (sizes[0], sizes[1], sizes[2])
    guard method != 0 || size == packed else {
      throw file.malformed("an entry that is not packed has two sizes", at: place, field: name)
    }
    offset = place + length
    let data = try dataStart(
      header, flags: flags, method: method, name: nameRange, sizes: (packed, size))
    guard data <= start, packed <= start - data else {
      throw file.malformed("an entry reaches into the table", at: header, field: name)
    }
    let isUnix = try number(4, 2) >> 8 == 3
    let mode = try number(38, 4) >> 16
    return ZipArchive.Entry(
      name: name, method: method, size: size, range: data..<(data + packed),
      isLink: isUnix && mode & 0xF000 == 0xA000, headerOffset: header)
  }

  /// Takes the numbers that do not fit 32 bits from the extra field, in their fixed order.
  private func widen(_ sizes: inout [Int], extraAt: Int, _ bytes: Int, of name: String) throws {
    guard sizes.contains(Self.elsewhere) else { return }
    var position = extraAt
    while position + 4 <= extraAt + bytes {
      let (kind, count) = (
        try Self.number(file, position, 2), try Self.number(file, position + 2, 2)
      )
      guard kind == Self.wideExtra else {
        position += 4 + count
        continue
      }
      var place = position + 4
      for index in sizes.indices where sizes[index] == Self.elsewhere {
        guard place + 8 <= min(position + 4 + count, extraAt + bytes) else { break }
        sizes[index] = try Self.number(file, place, 8)
        place += 8
      }
      return
    }
    throw file.malformed("an entry's sizes are missing", at: extraAt, field: name)
  }

  /// Where an entry's bytes begin, after its own header, which must say the same as the table.
  private func dataStart(
    _ header: Int, flags: Int, method: Int, name: Range<Int>, sizes: (packed: Int, size: Int)
  ) throws -> Int {
    func number(_ delta: Int, _ bytes: Int) throws -> Int {
      try Self.number(file, header + delta, bytes)
    }
    guard header < start, file.integer(at: header) == Self.local else {
      throw file.malformed("an entry has no header of its own", at: min(header, start))
    }
    let (nameBytes, extraBytes) = (try number(26, 2), try number(28, 2))
    let ownName = (header + 30)..<(header + 30 + nameBytes)
    guard ownName.upperBound <= start, file.array(ownName) == file.array(name) else {
      throw file.malformed("an entry has two names", at: header, field: file.string(name))
    }
    let own = (try number(18, 4), try number(22, 4))
    // Sizes of zero where they follow the data; all ones where an extra field has them.
    let agrees =
      own == sizes || own == (Self.elsewhere, Self.elsewhere) || flags & 8 != 0 && own == (0, 0)
    guard try number(6, 2) == flags, try number(8, 2) == method, agrees else {
      throw file.malformed(
        "an entry's header disagrees with the table", at: header, field: file.string(name))
    }
    return ownName.upperBound + extraBytes
  }

  /// Bytes of the record that repeats an entry's sizes after its data, if there is one.
  static func descriptorBytes(after data: Range<Int>, in file: MappedFile) -> Int {
    let place = data.upperBound
    guard file.integer(at: place) == descriptor else { return 0 }
    let (count, wide) = (UInt64(data.count), 24)
    if file.integer(at: place + 8, as: UInt64.self) == count { return wide }
    return file.integer(at: place + 8, as: UInt32.self).map(UInt64.init) == count ? 16 : 0
  }
}
