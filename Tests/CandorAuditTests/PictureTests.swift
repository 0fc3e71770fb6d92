import CandorCore
import SystemPackage
import Testing

@testable import CandorAudit

/// PDQ hashes from pixels, and pictures in folders and tapes that are found by them.
///
/// `Tests/Oracles/picture_hashes.py` made the pictures and the hashes.
struct PictureTests {
  private let data: Scratch
  private let work: Scratch
  private let pool: WorkerPool

  init() throws {
    (data, work, pool) = (try Scratch(), try Scratch(), try WorkerPool(threads: 2))
  }

  private func fixture(_ name: String) throws -> [UInt8] {
    try FileSystem.read(
      FilePath(#filePath).removingLastComponent().removingLastComponent()
        .pushing(FilePath("Fixtures/audit/pictures")).appending(name))
  }

  /// Whether the system has the libraries that decode pictures.
  static let canDecode = [
    [0xFF, 0xD8, 0xFF], [0x89] + Array("PNG\r\n\u{1A}\n".utf8), Array("RIFF....WEBP".utf8),
  ].allSatisfy { start in
    do {
      _ = try PictureHash(start, limits: AuditLimits())
      return true
    } catch {
      return error is Unreadable
    }
  }

  private static let waves = ["waves.jpg", "waves.webp", "palette.png", "veil.png", "deep.png"]

  @Test("hashes of drawn pixels of all sizes are the reference's; a fourth channel says nothing")
  func knownHashes() throws {
    let answers = try KnownAnswers.read("pdq.jsonl")
    #expect(answers.count == 10)
    for (text, answer) in answers {
      let numbers = text.split(separator: " ").compactMap { Int($0) }
      let (width, height, seed) = (numbers[0], numbers[1], numbers[2])
      for channels in [3, 4] {
        var pixels: [UInt8] = []
        for y in 0..<height {
          for x in 0..<width {
            for c in 0..<channels {
              let a = x * (255 + 64 * c + seed) / width
              let b = y * (255 + 96 * c + 2 * seed) / height
              pixels.append(UInt8(truncatingIfNeeded: a ^ b ^ ((a * b) >> 7)))
            }
          }
        }
        let (words, quality) = PDQTransform.hash(
          pixels, width: width, height: height, channels: channels)
        let own: JSONValue = [
          "hash": .string(PDQHash(words).hexadecimal), "quality": .integer(Int64(quality)),
        ]
        #expect(own == answer, "\(text), \(channels) channels")
      }
    }
  }

  /// A PNG without packing, of one grey, whose header may lie.
  private func png(width: Int, height: Int, rows: Int? = nil, grey: UInt8 = 99) -> [UInt8] {
    func word(_ value: UInt32) -> [UInt8] {
      [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }
    func chunk(_ type: String, _ body: [UInt8]) -> [UInt8] {
      let named = Array(type.utf8) + body
      var check = ~UInt32(0)
      for byte in named {
        check ^= UInt32(byte)
        for _ in 0..<8 { check = check >> 1 ^ (check & 1 == 0 ? 0 : 0xEDB8_8320) }
      }
      return word(UInt32(body.count)) + named + word(~check)
    }
    let line = [0] + [UInt8](repeating: grey, count: width)
    let lines = Array(repeating: line, count: rows ?? height).flatMap(\.self)
    var (low, high) = (UInt32(1), UInt32(0))
    for byte in lines {
      low = (low + UInt32(byte)) % 65521
      high = (high + low) % 65521
    }
    let count = UInt16(lines.count)
    let low8 = UInt8(truncatingIfNeeded: count)
    let high8 = UInt8(count >> 8)
    let stored: [UInt8] = [0x78, 0x01, 1, low8, high8, ~low8, ~high8]
    return [0x89] + Array("PNG\r\n\u{1A}\n".utf8)
      + chunk("IHDR", word(UInt32(width)) + word(UInt32(height)) + [8, 0, 0, 0, 0])
      + chunk("IDAT", stored + lines + word(high << 16 | low)) + chunk("IEND", [])
  }

  /// A list of the picture of the other fixtures, made from one of them.
  private func book() throws -> RuleBook {
    let folder = work.path.appending("entries")
    if !FileSystem.exists(folder) { try work.write("entries/a", fixture("waves.jpg")) }
    var builder = ListBuilder(
      try ListHeader(
        name: "images", version: "1", source: "a test", category: "tests", expires: "2999-01-01",
        isSealed: false, keys: .pdq), suffixes: nil)
    try builder.add(folder)
    let path = work.path.appending("images.list")
    #expect(try builder.write(to: path).entries == 1)
    return RuleBook(lists: [try AuditList(path, today: "", suffixes: nil)])
  }

  private func audit(_ path: FilePath? = nil, pieceBytes: Int = 1 << 24) throws -> Audit {
    var limits = AuditLimits()
    limits.pieceBytes = pieceBytes
    return try Audit(
      of: [path ?? data.path], AuditSelection([.list], removing: [.list]), by: book(),
      limits: limits)
  }

  @Test(
    "a picture is found in other encodings and under other names, in folders, texts and tapes",
    .decoding)
  func found() throws {
    for (index, name) in Self.waves.enumerated() { try data.write("\(index).bin", fixture(name)) }
    try data.write("sub/readme.txt", fixture("waves.jpg"))
    try data.write("other.png", png(width: 200, height: 100))
    try data.write("empty.jpg", "")
    try data.write("prose.jpg", "no picture at all, and none is looked for in it")
    for pieceBytes in [1 << 24, 300] {
      let report = try audit(pieceBytes: pieceBytes).run(using: pool)
      let finding = try #require(report.findings.first)
      #expect(
        finding.places.map { report.files[$0.file].name }
          == ["0.bin", "1.bin", "2.bin", "3.bin", "4.bin"]
          + (pieceBytes > 300 ? ["sub/readme.txt"] : []))
      #expect(report.total.unreadable == 0 && report.skipped.isEmpty)
      #expect(report.total.bytes == report.files.reduce(0) { $0 + $1.bytes })
    }
  }

  @Test(
    "what is no whole picture, too large or of another kind is unreadable, and why is said",
    .decoding)
  func unreadable() throws {
    let whole = try fixture("waves.jpg")
    let cases: [(name: String, bytes: [UInt8], reason: Unreadable)] = [
      ("cut.jpg", Array(whole[..<(whole.count / 2)]), .damagedPicture),
      ("cut.webp", try fixture("waves.webp").dropLast(300), .damagedPicture),
      ("cut.png", try fixture("veil.png").dropLast(300), .damagedPicture),
      ("head.jpg", [0xFF, 0xD8, 0xFF], .damagedPicture),
      ("bomb.png", png(width: 50_000, height: 50_000, rows: 1), .largePicture),
      ("lying.png", png(width: 100, height: 100, rows: 5), .damagedPicture),
      ("inks.jpg", try fixture("inks.jpg"), .unsupportedPicture),
      ("moving.webp", try fixture("moving.webp"), .unsupportedPicture),
      ("eight.gif", try fixture("eight.gif"), .unsupportedPicture),
    ]
    for (name, bytes, reason) in cases {
      let folder = try Scratch()
      try folder.write(name, bytes)
      let audit = try audit(folder.path)
      let report = try audit.run(using: pool)
      #expect(report.unread.map(\.reason) == [reason], "\(name)")
      #expect(report.total.records == 1 && report.total.unreadableBytes == bytes.count)
      let out = work.path.appending("out-\(name)")
      try Repair(to: out).write(audit, report)
      #expect(!FileSystem.exists(out.pushing(FilePath("data/\(name)"))), "\(name)")
    }
  }

  @Test("changed bytes of pictures end in a record or a reason", .decoding)
  func hostile() throws {
    var generator = SystemRandomNumberGenerator()
    for name in Self.waves {
      let whole = try fixture(name)
      for _ in 0..<60 {
        var bytes = whole
        for _ in 0..<Int.random(in: 1...8, using: &generator) {
          bytes[Int.random(in: 0..<bytes.count, using: &generator)] = generator.next()
        }
        do {
          _ = try PictureHash(bytes, limits: AuditLimits())
        } catch {
          #expect(error is Unreadable)
        }
      }
    }
  }

  @Test("a repair leaves near images out, shards join to the single report", .decoding)
  func repairs() throws {
    for name in Self.waves { try data.write(name, fixture(name)) }
    try data.write("a.tar", tape())
    try data.write("other.png", png(width: 200, height: 100))
    let audit = try audit(pieceBytes: 2000)
    let report = try audit.run(using: pool)
    #expect(report.total.removed == 6 && report.total.clean == 2)
    let out = work.path.appending("out")
    try Repair(to: out).write(audit, report)
    let again = try self.audit(out.appending("data")).run(using: pool)
    #expect(again.isSpotless && again.total.records == 2)

    let plan = try AuditPlan(audit, shardBytes: 1)
    let partials = try (0..<plan.shardCount).map { number in
      let path = work.path.appending("\(number).partial")
      try plan.writePartial(ofShard: number, to: path, using: pool)
      return try AuditPartial(path)
    }
    #expect(try plan.report(of: partials).json().canonical() == report.json().canonical())
  }

  @Test(
    "pictures in columns of bytes are found, by pixels and by digests, and a repair removes their rows",
    .decoding
  )
  func columns() throws {
    let parquet = try FileSystem.read(
      FilePath(#filePath).removingLastComponent().removingLastComponent()
        .pushing(FilePath("Fixtures/audit/pictures.parquet")))
    try data.write("rows.parquet", parquet)
    let audit = try audit()
    let report = try audit.run(using: pool)
    #expect(report.findings.first?.places.map(\.row) == [0, 2])
    #expect(report.unread.map(\.reason) == [.unsupportedPicture])
    #expect(report.unread.first?.places.map(\.place.row) == [1])
    #expect(report.total.bytes == parquet.count)
    let out = work.path.appending("out")
    try Repair(to: out).write(audit, report)
    let again = try self.audit(out.appending("data")).run(using: pool)
    #expect(again.isSpotless && again.total.records == 1)

    let digest = Digest(of: try fixture("eight.gif")).hex
    let book = RuleBook(lists: [try work.list(.fileSHA256, [digest])])
    let byDigest = try Audit(of: [data.path], AuditSelection([.list]), by: book).run(using: pool)
    #expect(byDigest.findings.first?.places.map(\.row) == [1])
  }

  /// Two samples, the second with the picture.
  private func tape() throws -> [UInt8] {
    var tape: [UInt8] = []
    for (name, content) in [
      ("1.png", png(width: 60, height: 90)), ("2.txt", Array("a wave".utf8)),
      ("2.jpg", try fixture("waves.webp")),
    ] {
      tape += Tape.member(name, content)
    }
    return tape + [UInt8](repeating: 0, count: 1024)
  }

  @Test("a list is not made of what is no picture, or has nothing on it", .decoding)
  func refusals() throws {
    for (name, bytes, hint) in [
      ("flat.png", png(width: 200, height: 100), "quality 0"), ("a.txt", [65], "no picture"),
      ("cut.jpg", Array(try fixture("waves.jpg")[..<900]), "cannot be decoded"),
    ] {
      try work.write("entries/\(name)", bytes)
      let error = #expect(throws: CandorError.self) { try book() }
      #expect(error?.code == .malformed && error?.message.contains(hint) == true)
      #expect(error?.location?.file?.hasSuffix(name) == true)
      try FileSystem.remove(work.path.pushing(FilePath("entries/\(name)")))
    }
  }
}

extension Trait where Self == ConditionTrait {
  /// Of a test that decodes pictures.
  fileprivate static var decoding: Self {
    .enabled("needs libturbojpeg0, libpng16-16 and libwebp7") { PictureTests.canDecode }
  }
}
