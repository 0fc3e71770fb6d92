import CandorCore
import SystemPackage
import Testing

@Suite struct FileTests {
  let scratch: Scratch
  init() throws { scratch = try Scratch() }

  @Test("a written file is read back, through the map too", arguments: [0, 1, 4096, 100_001])
  func roundTrip(count: Int) throws {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    try AtomicFile.write(bytes, to: scratch["file"])
    #expect(try FileSystem.read(scratch["file"]) == bytes)
    #expect(try FileSystem.size(scratch["file"]) == count)
    let mapped = try MappedFile(scratch["file"])
    #expect(mapped.count == count && mapped.bytes.byteCount == count)
    #expect(Digest(of: mapped.bytes) == Digest(of: bytes))
    try AtomicFile.write("new", to: scratch["file"])
    #expect(try FileSystem.read(scratch["file"]) == Array("new".utf8))
    #expect(Digest(of: mapped.bytes) == Digest(of: bytes), "a map keeps the file it opened")
    #expect(try FileSystem.list(scratch.folder) == ["file"], "no temporary file stays")
  }

  @Test("a streamed file appears only with commit, and a dropped writer leaves nothing")
  func streaming() throws {
    do {
      var writer = try AtomicFileWriter(to: scratch["dropped"])
      try writer.append([1, 2, 3])
      #expect(try FileSystem.list(scratch.folder).count == 1)
      #expect(!FileSystem.exists(scratch["dropped"]))
    }
    #expect(try FileSystem.list(scratch.folder) == [])
    var writer = try AtomicFileWriter(to: scratch["kept"])
    for byte in 0..<100 as Range<UInt8> { try writer.append([byte]) }
    try writer.commit()
    #expect(try FileSystem.read(scratch["kept"]) == Array(0..<100))
    #expect(try FileSystem.list(scratch.folder) == ["kept"])
  }

  @Test("two writers of one name do not meet; the last commit wins")
  func concurrentWriters() throws {
    var first = try AtomicFileWriter(to: scratch["file"])
    var second = try AtomicFileWriter(to: scratch["file"])
    try first.append([1])
    try second.append([2])
    try second.commit()
    try first.commit()
    #expect(try FileSystem.read(scratch["file"]) == [1])
  }

  @Test("a full disk is an error with a hint; the old file stays and the temporary one goes")
  func fullDisk() throws {
    guard FileSystem.exists("/dev/full") else { return }
    try AtomicFile.write("old", to: scratch["file"])
    try AtomicFile.write("", to: scratch[".file.tmp"])
    do {
      let full = try FileDescriptor.open(FilePath("/dev/full"), .writeOnly)
      var writer = AtomicFileWriter(
        adopting: full, at: scratch[".file.tmp"], for: scratch["file"])
      let error = candorError { try writer.append([1]) }
      #expect(error?.code == .inputOutput)
      #expect(error?.location?.file == scratch["file"].string)
      #expect(error?.message == "cannot be written: no space left on device")
      #expect(error?.hint?.contains("free some space") == true)
    }
    #expect(try FileSystem.read(scratch["file"]) == Array("old".utf8))
    #expect(try FileSystem.list(scratch.folder) == ["file"])
  }

  @Test("a failing rename leaves no temporary file")
  func failingRename() throws {
    try FileSystem.createDirectory(scratch["taken/inner"])
    let error = candorError { try AtomicFile.write("x", to: scratch["taken"]) }
    #expect(error?.code == .inputOutput)
    #expect(try FileSystem.list(scratch.folder) == ["taken"])
  }

  @Test("a missing folder or a name that is none is refused")
  func nowhere() {
    #expect(candorError { try AtomicFile.write("x", to: scratch["no/file"]) }?.code == .notFound)
    for path in ["", "/", "..", "/tmp/.."] as [FilePath] {
      #expect(candorError { try AtomicFile.write("x", to: path) }?.code == .usage)
    }
  }

  @Test("missing files, folders and pipes are told apart")
  func refusals() throws {
    let missing = candorError { _ = try MappedFile(scratch["none"]) }
    #expect(missing?.code == .notFound)
    #expect(missing?.exitStatus == 66)
    #expect(missing?.location?.file == scratch["none"].string)
    #expect(candorError { _ = try MappedFile(scratch.folder) }?.code == .mismatch)
    #expect(candorError { _ = try MappedFile("/dev/null") }?.code == .mismatch)
    #expect(candorError { _ = try FileSystem.read(scratch.folder) }?.code == .mismatch)
    #expect(candorError { _ = try FileSystem.read(scratch["none"]) }?.code == .notFound)
    #expect(candorError { _ = try FileSystem.list(scratch["none"]) }?.code == .notFound)
    #expect(candorError { _ = try FileSystem.size(scratch["none"]) }?.code == .notFound)
    #expect(candorError { try FileSystem.remove(scratch["none"]) }?.code == .notFound)
    try AtomicFile.write("x", to: scratch["file"])
    #expect(candorError { _ = try MappedFile(scratch["file/below"]) }?.code == .notFound)
    #expect(candorError { try FileSystem.createDirectory(scratch["file"]) }?.code == .inputOutput)
  }

  @Test("reading stops at its limit")
  func limit() throws {
    try AtomicFile.write([1, 2, 3], to: scratch["file"])
    #expect(try FileSystem.read(scratch["file"], limit: 3) == [1, 2, 3])
    let error = candorError { _ = try FileSystem.read(scratch["file"], limit: 2) }
    #expect(error?.code == .limitExceeded)
    #expect(
      candorError { _ = try FileSystem.read("/dev/zero", limit: 1000) }?.code == .limitExceeded)
    #expect(try FileSystem.read("/dev/null", limit: 0) == [])
    #expect(try FileSystem.read(scratch["file"], limit: .max) == [1, 2, 3])
  }

  @Test("folders are made with their parents, listed by bytes, and removed whole")
  func folders() throws {
    try FileSystem.createDirectory(scratch["a/b/c"])
    try FileSystem.createDirectory(scratch["a/b/c"])
    for name in ["b", "é", "B", "a10", "a9", ".hidden"] {
      try AtomicFile.write(name, to: scratch["a/b/c"].appending(name))
    }
    #expect(try FileSystem.list(scratch["a/b/c"]) == [".hidden", "B", "a10", "a9", "b", "é"])
    #expect(FileSystem.isFolder(scratch["a"]) && !FileSystem.isFolder(scratch["a/b/c/b"]))
    try FileSystem.remove(scratch["a/b/c/b"])
    #expect(!FileSystem.exists(scratch["a/b/c/b"]))
    try FileSystem.remove(scratch["a"])
    #expect(try FileSystem.list(scratch.folder) == [])
  }
}
