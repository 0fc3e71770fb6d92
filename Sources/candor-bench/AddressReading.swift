import CandorAudit
import CandorCore
import SystemPackage

/// Writes each address of a file as browsers do, or an empty line: for Tests/Oracles/web_addresses.py.
///
/// A line of the file is `{"text": …}`.
struct AddressReading {
  let file: String

  func run() throws {
    var address = WebAddress()
    for line in try FileSystem.read(FilePath(file)).split(separator: UInt8(ascii: "\n")) {
      guard case .object(let object) = try JSONValue.parse(Array(line), file: file) else {
        continue
      }
      let text = Array(try object.string("text", in: file).utf8)
      print(address.parse(text.span) ? String(decoding: address.bytes, as: UTF8.self) : "")
    }
  }
}
