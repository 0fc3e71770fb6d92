import CandorAudit
import CandorCore
import SystemPackage

/// Addresses looked up in a list of domains and addresses: a JSON Lines file of addresses is audited by
/// nothing else.
struct ListBenchmark {
  let entries: Int
  let addresses: Int

  func run() throws {
    let folder = FilePath("/tmp").appending("candor-bench-\(UInt64.random(in: 0 ... .max))")
    try FileSystem.createDirectory(folder)
    defer { try? FileSystem.remove(folder) }
    let list = folder.appending("bench.list")
    try write(entries, to: folder.appending("entries"), from: 1)
    let header = try ListHeader(
      name: "bench", version: "1", source: "candor-bench", category: "none", expires: "2999-01-01",
      isSealed: true, keys: .url)
    var builder = ListBuilder(header, suffixes: nil)
    try builder.add(folder.appending("entries"))
    let made = try builder.write(to: list)
    // Every hundredth is in the list.
    var lookUp = AddressLookUp([try AuditList(list, today: "", suffixes: nil)])
    let texts = (0..<addresses).map { Array(Self.address($0 % 100 == 0 ? $0 : $0 + 1 << 40).utf8) }
    var found = 0
    let measurement = Measurement(warmUp: 1, repeats: 3) {
      found = 0
      for text in texts where lookUp.isListed(text.span) { found += 1 }
    }
    let bytes = texts.reduce(0) { $0 + $1.count }
    Measurement.report([
      ("what", "list"), ("entries", .integer(Int64(made.entries))),
      ("addresses", .integer(Int64(addresses))), ("found", .integer(Int64(found))),
      ("bytesPerAddress", Measurement.rounded(Double(bytes) / Double(addresses))),
      (
        "millionAddressesPerSecond",
        Measurement.rounded(Double(addresses) / 1e6 / measurement.median)
      ),
      ("peakMegabytes", Measurement.peakMegabytes),
    ])
  }

  private func write(_ count: Int, to path: FilePath, from first: Int) throws {
    var writer = try AtomicFileWriter(to: path)
    for start in stride(from: 0, to: count, by: 100_000) {
      var block = ""
      for number in start..<min(count, start + 100_000) { block += Self.address(number) + "\n" }
      try writer.append(Array(block.utf8))
    }
    try writer.commit()
  }

  /// As the addresses of images are: some 70 bytes, two or three labels, two or three folders.
  static func address(_ number: Int) -> String {
    var bits = UInt64(truncatingIfNeeded: number) &* 0x9E37_79B9_7F4A_7C15
    bits ^= bits >> 29
    let host = String(bits % 5_000_003, radix: 36)
    let ending = ["com", "org", "net", "de", "co.uk", "io", "jp", "fr"][Int(bits >> 8 & 7)]
    let label = ["www.", "", "cdn.", "images."][Int(bits >> 16 & 3)]
    let folder = String(bits >> 40 & 0xFFFF, radix: 36)
    let query = bits >> 20 & 7 == 0 ? "?w=640&v=\(bits >> 60)" : ""
    return "https://\(label)site\(host).\(ending)/wp-content/\(folder)/photo-\(number).jpg\(query)"
  }
}
