/// The schemes of which the URL Standard knows more than of others.
enum SpecialScheme {
  case file, ftp, http, https, ws, wss

  /// - Parameter name: in lower case.
  init?(_ name: ArraySlice<UInt8>) {
    // By length first: this is asked for every address.
    switch name.count {
    case 2 where name.elementsEqual("ws".utf8): self = .ws
    case 3 where name.elementsEqual("wss".utf8): self = .wss
    case 3 where name.elementsEqual("ftp".utf8): self = .ftp
    case 4 where name.elementsEqual("http".utf8): self = .http
    case 4 where name.elementsEqual("file".utf8): self = .file
    case 5 where name.elementsEqual("https".utf8): self = .https
    default: return nil
    }
  }

  var defaultPort: Int? {
    switch self {
    case .file: nil
    case .ftp: 21
    case .http, .ws: 80
    case .https, .wss: 443
    }
  }
}
