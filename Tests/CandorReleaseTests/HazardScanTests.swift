import CandorCore
import Foundation
import SystemPackage
import Testing

@testable import CandorRelease

@Suite("A scan for hazards")
struct HazardScanTests {
  private static let torch = FilePath(#filePath).removingLastComponent().removingLastComponent()
    .appending("Fixtures").appending("torch")

  /// The hazards of a folder of one file.
  private func hazards(_ name: String, _ bytes: [UInt8]) throws -> [Hazard] {
    let folder = try TemporaryFolder()
    let path = folder.path.appending(name)
    try FileSystem.createDirectory(path.removingLastComponent())
    try AtomicFile.write(bytes, to: path)
    return try HazardScan.hazards(in: FolderListing(folder.path))
  }

  private func hazards(_ name: String, _ text: String) throws -> [Hazard] {
    try hazards(name, Array(text.utf8))
  }

  private func pickle(_ name: String, in file: String) throws -> [UInt8] {
    guard case .object(let cases) = try JSONValue.load(Self.torch.appending(file)) else {
      return []
    }
    let digits = Array(try cases.object(name).string("bytes").utf8)
    func value(_ digit: UInt8) -> UInt8 { digit < 0x3A ? digit - 0x30 : digit - 0x57 }
    return stride(from: 0, to: digits.count, by: 2).map {
      value(digits[$0]) << 4 | value(digits[$0 + 1])
    }
  }

  @Test(
    "finds what a loader runs when it is asked to",
    arguments: [
      ("modeling_x.py", "print()", nil), ("kernels/a.so", "", nil), ("run", "#!/bin/sh\n", nil),
      ("notebook.ipynb", "{}", nil),
      ("config.json", #"{"auto_map":{"AutoModel":"modeling_x.X"}}"#, "auto_map.AutoModel"),
      ("config.json", #"{"a":[{"trust_remote_code":true}]}"#, "a[0].trust_remote_code"),
      ("config.json", #"{"attn_implementation":"someone/kernel"}"#, "attn_implementation"),
      ("model.yaml", "model:\n  _target_: os.system\n", "line 2"),
      ("model.yaml", "a: !!python/object/apply:os.system [id]\n", "line 1"),
    ] as [(String, String, String?)])
  func onRequest(name: String, text: String, place: String?) throws {
    let found = try hazards(name, text)
    #expect(found.map(\.effect) == [.executesOnRequest], "\(found)")
    #expect(found.first?.place == place && found.first?.path == name)
  }

  @Test(
    "finds what runs without being asked",
    arguments: [
      ("config.json", #"{"_attn_implementation_internal":"someone/kernel"}"#),
      ("config.json", #"{"config":{"layers":[{"class_name":"Lambda"}]}}"#),
      (
        "tokenizer_config.json",
        #"{"chat_template":"{{ ''.__class__.__mro__[1].__subclasses__() }}"}"#
      ),
      (
        "tokenizer_config.json",
        #"{"chat_template":[{"name":"a","template":"{{ x|attr('\\x5f\\x5fclass') }}"}]}"#
      ),
      ("chat_template.jinja", "{{ cycler.__init__.__globals__.os.popen('id') }}"),
      ("model.h5", #"HDF {"class_name": "Lambda"}"#),
      ("saved_model.pb", "\u{12}\u{6}PyFunc"),
    ])
  func unasked(name: String, text: String) throws {
    let found = try hazards(name, text)
    #expect(found.map(\.effect) == [.executes], "\(found)")
  }

  @Test("finds pickles by their bytes, whatever they are called, and says what they call")
  func pickles() throws {
    let evil = try pickle("reduce", in: "dangerous.json")
    for name in ["pytorch_model.bin", "a.pkl", "weights.dat", "model", "picture.png", "a.json"] {
      let found = try hazards(name, evil)
      #expect(found.map(\.effect) == [.executes], "\(name): \(found)")
      #expect(found.first?.what.contains("`os.system`") == true)
    }
    let old = try pickle("reduce, protocol 0", in: "dangerous.json")
    for name in ["pytorch_model.bin", "a.ckpt"] {
      #expect(try hazards(name, old).map(\.effect) == [.executes], "\(name)")
    }
    let filler = [UInt8](repeating: 0, count: 1024)
    var tapeLike = [0x80, 0x04, 0x42, 0, 2, 0, 0] + [UInt8](repeating: 0, count: 250)
    tapeLike += Array("ustar".utf8) + [UInt8](repeating: 0, count: 512 - 255) + evil.dropFirst(2)
    #expect(try hazards("a.dat", tapeLike + filler).map(\.effect) == [.executes])
    let zip = try pickle("an evil pickle", in: "archives.json")
    for name in ["model.pt", "model.zip", "model"] {
      #expect(try hazards(name, zip).map(\.effect) == [.executes], "\(name)")
    }
    #expect(
      try hazards("a.pt", pickle("names that differ", in: "archives.json")).map(\.effect)
        == [.unreadable])
    #expect(try hazards("a.pkl", "no pickle").map(\.effect) == [.unreadable])
  }

  @Test("finds nothing in weights that are weights, and texts that are texts")
  func harmless() throws {
    for name in ["training.zip.pt", "training.old.pt"] {
      #expect(try hazards("pytorch_model.bin", FileSystem.read(Self.torch.appending(name))).isEmpty)
    }
    let numbers = (0..<4096).map { UInt8(truncatingIfNeeded: $0 &* 167 >> 2) }
    #expect(try hazards("weights.bin", numbers).isEmpty)
    #expect(try hazards("README.md", "copyright\nholder\n.").isEmpty)
    #expect(
      try hazards("config.json", #"{"model_type":"llama","trust_remote_code":false}"#).isEmpty)
    #expect(try hazards("tokenizer_config.json", #"{"chat_template":"{{ messages }}"}"#).isEmpty)
  }

  @Test("finds files that two readers see differently")
  func formats() throws {
    func effects(_ name: String, _ text: String) throws -> [Hazard.Effect] {
      try hazards(name, text).map(\.effect)
    }
    #expect(try effects("config.json", #"{"a":1,"a":2}"#) == [.misleads])
    let header = #"{"w":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}"#
    let length = String(UnicodeScalar(UInt8(header.utf8.count))) + "\0\0\0\0\0\0\0"
    #expect(try effects("model.safetensors", length + header + "x") == [])
    #expect(try effects("model.safetensors", length + header + "xPK") == [.misleads])
    #expect(try effects("bundle.zip", "PK\u{3}\u{4}and nothing") == [.misleads])
    #expect(try effects("bundle.keras", "#!/bin/sh\nPK") == [.executesOnRequest])
    #expect(try effects("bundle.npz", "before PK") == [.misleads])
    #expect(try effects("a.pkl.gz", "") == [.executesOnRequest])
    #expect(try effects("documents.jsonl.gz", "") == [])
    for name in ["weights.7z", "weights.rar", "weights.tar.zst", "weights.gz", "weights.tgz"] {
      #expect(try effects(name, "") == [.executesOnRequest], "\(name)")
    }
    #expect(
      try hazards("pytorch_model.bin", [0x1F, 0x8B, 8]).map(\.effect) == [.executesOnRequest])
    let objects = "\u{1}\u{0}v\u{0}{'descr': '|O', 'fortran_order': False, 'shape': (1,), }\n"
    #expect(
      try hazards("a.npy", [0x93] + Array("NUMPY\(objects)".utf8)).map(\.effect)
        == [.executesOnRequest])
  }

  @Test("finds external data of ONNX that leaves the folder")
  func onnx() throws {
    func field(_ number: UInt8, _ bytes: [UInt8]) -> [UInt8] {
      [number << 3 | 2, UInt8(bytes.count)] + bytes
    }
    func model(_ location: String) -> [UInt8] {
      let entry = field(1, Array("location".utf8)) + field(2, Array(location.utf8))
      return field(7, field(5, field(8, Array("w".utf8)) + field(13, entry)))
    }
    #expect(try hazards("model.onnx", model("weights.bin")).isEmpty)
    for location in ["../../etc/passwd", "/etc/passwd", #"..\secret"#] {
      let found = try hazards("model.onnx", model(location))
      #expect(found.map(\.place) == [location])
    }
    #expect(try hazards("model.onnx", model("x").dropLast(2) + [0xFF]).map(\.effect) == [.misleads])
  }

  @Test("finds entries of tar files that leave the folder, and links")
  func tape() throws {
    func header(_ name: String, kind: Character, holding data: [UInt8] = []) -> [UInt8] {
      var block = [UInt8](repeating: 0, count: 512)
      func put(_ text: String, at offset: Int) {
        for (index, byte) in text.utf8.enumerated() { block[offset + index] = byte }
      }
      put(name, at: 0)
      let size = String(data.count, radix: 8)
      put(String(repeating: "0", count: 11 - size.count) + size, at: 124)
      put("        ", at: 148)
      put(String(kind), at: 156)
      put("ustar\u{0}00", at: 257)
      let sum = block.reduce(0) { $0 + Int($1) }
      put(
        String(repeating: "0", count: 6 - String(sum, radix: 8).count) + String(sum, radix: 8),
        at: 148)
      return block + data + [UInt8](repeating: 0, count: (512 - data.count % 512) % 512)
    }
    func tar(_ headers: [UInt8]...) -> [UInt8] {
      headers.flatMap(\.self) + [UInt8](repeating: 0, count: 1024)
    }
    #expect(try hazards("a.tar", tar(header("in/", kind: "5"), header("in/a", kind: "0"))).isEmpty)
    for (name, data) in [
      ("b.zip", "PK\u{3}\u{4}"), ("b.tar.gz", ""), ("b.bin", "BZh9"), ("c.py", ""),
    ] {
      let found = try hazards(
        "a.tar", tar(header("in/\(name)", kind: "0", holding: Array(data.utf8))))
      #expect(found.map(\.effect) == [.executesOnRequest], "\(name)")
    }
    let text = header("a.jsonl.gz", kind: "0", holding: [0x1F, 0x8B])
    #expect(try hazards("a.tar", tar(text)).isEmpty)
    let bad = tar(header("../a", kind: "0"), header("b", kind: "2"), header("B", kind: "3"))
    #expect(
      Set(try hazards("model.nemo", bad).map(\.what)) == [
        "its name leaves the folder", "it is a link", "it is neither a file nor a folder",
        "another entry has this name, or has it in other letters",
      ])
    #expect(try hazards("model.nemo", tar(header("x.ckpt", kind: "0"))).map(\.place) == ["x.ckpt"])
    // A pickle in it is followed, whatever it is called.
    let evil = try pickle("reduce", in: "dangerous.json")
    for name in ["x.pkl", "x", "x.bin"] {
      let found = try hazards("model.nemo", tar(header(name, kind: "0", holding: evil)))
      #expect(found.map(\.effect) == [.executes] && found.first?.place == name)
    }
    let none = [0x80, 0x02] + Array("}.".utf8)
    #expect(try hazards("model.nemo", tar(header("x.pkl", kind: "0", holding: none))).isEmpty)
    #expect(try hazards("old.pt", tar(header("pickle", kind: "0"))).map(\.effect) == [.unreadable])
    var broken = bad
    broken[0] ^= 1
    #expect(try hazards("model.nemo", broken).map(\.effect) == [.misleads])
    #expect(try hazards("model.nemo", Array(bad.dropLast(1024))).map(\.effect) == [.misleads])
  }

  @Test("finds names that look alike, and links")
  func names() throws {
    let folder = try TemporaryFolder()
    try folder.write("", to: "config.txt")
    try folder.write("", to: "cоnfig.txt")  // a Cyrillic o
    try folder.write("", to: "README")
    try folder.write("", to: "readme")
    try folder.write("", to: "other")
    try folder.write("", to: "zero\u{200B}width")
    try FileManager.default.createSymbolicLink(
      atPath: folder.path.appending("link").string, withDestinationPath: "/etc/passwd")
    let found = try HazardScan.hazards(in: FolderListing(folder.path))
    #expect(found.allSatisfy { $0.effect == .misleads })
    #expect(Set(found.map(\.path)) == ["cоnfig.txt", "readme", "zero\u{200B}width", "link"])
  }

  @Test("makes a verification answer no only where loading is not safe")
  func verification() throws {
    let folder = try TemporaryFolder()
    let pool = try WorkerPool(threads: 1)
    let keys = FilePath(#filePath).removingLastComponent().removingLastComponent()
      .appending("Fixtures").appending("signing")
    let key = try SigningKey(keys.appending("p256.pem"))
    func verdict() throws -> Verification.Verdict {
      let bundle = folder.path.appending("model.sig")
      _ = try ModelSignature.write(of: folder.path, key: key, to: bundle, using: pool)
      return try Verification(of: folder.path, trust: .key(key.verifyingKey), using: pool).verdict
    }
    try folder.write("print()", to: "setup.py")
    #expect(try verdict() == .verified)
    try AtomicFile.write(
      pickle("reduce", in: "dangerous.json"), to: folder.path.appending("optimizer.pt"))
    #expect(try verdict() == .executable)
  }
}
