import CandorCore
import Foundation
import SystemPackage
import Testing

@testable import CandorRelease

@Suite("A source archive")
struct SourceArchiveTests {
  private static let long =
    "Sources/" + String(repeating: "deep/", count: 20) + String(repeating: "n", count: 60)
    + ".swift"

  private func tree() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.write("// swift-tools-version: 6.2\n", to: "Package.swift")
    try folder.write(String(repeating: "x", count: 512), to: "Sources/b.swift")
    try folder.write("", to: "Sources/a/empty.swift")
    try folder.write("hidden", to: "Sources/.build/junk")
    try folder.write("kept", to: "Sources/.swift-format")
    try folder.write("é", to: "Sources/é.txt")
    try folder.write("#!/bin/sh\n", to: "scripts/check")
    try folder.write("left out", to: "secrets.txt")
    try folder.write("long", to: Self.long)
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o700], ofItemAtPath: folder.path.appending("scripts/check").string)
    return folder
  }

  private func run(_ program: String, _ arguments: String...) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return String(decoding: output, as: UTF8.self)
  }

  private let names = ["scripts", "Sources", "Package.swift", "LICENSE"]

  @Test("has the same bytes for the same tree, wherever and whenever it was made")
  func deterministic() throws {
    let (one, other) = (try tree(), try tree())
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o640, .modificationDate: Date(timeIntervalSince1970: 5)],
      ofItemAtPath: one.path.appending("Package.swift").string)
    let first = try SourceArchive.write(names, of: one.path, to: one.path.appending("source.tar"))
    let second = try SourceArchive.write(
      names.reversed(), of: other.path, to: other.path.appending("source.tar"))
    #expect(first.digest == second.digest)
    #expect(try Digest.ofFile(one.path.appending("source.tar")) == first.digest)
    #expect(
      first.paths.map(\.text) == [
        "Package.swift", "Sources/.swift-format", "Sources/a/empty.swift", "Sources/b.swift",
        Self.long, "Sources/é.txt", "scripts/check",
      ])
    let later = try SourceArchive.write(
      names, of: one.path, to: one.path.appending("later.tar"), modificationTime: 1_700_000_000)
    #expect(later.digest != first.digest)
  }

  @Test(
    "is listed and extracted by GNU tar, equal to the tree",
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/bin/tar")))
  func gnuTar() throws {
    let folder = try tree()
    let archive = folder.path.appending("source.tar")
    let written = try SourceArchive.write(
      names, of: folder.path, to: archive, modificationTime: 1_700_000_000)
    let listing = try run("/bin/tar", "--quoting-style=literal", "-tf", archive.string)
    #expect(listing.split(separator: "\n").map(String.init) == written.paths.map(\.text))
    let details = try run("/bin/tar", "--utc", "--numeric-owner", "-tvf", archive.string)
    #expect(details.contains("-rwxr-xr-x 0/0"))
    #expect(details.contains("-rw-r--r-- 0/0"))
    #expect(details.contains("2023-11-14 22:13"))
    let target = try TemporaryFolder()
    _ = try run("/bin/tar", "-C", target.path.string, "-xf", archive.string)
    for path in written.paths {
      #expect(
        try FileSystem.read(path.resolved(in: target.path))
          == FileSystem.read(path.resolved(in: folder.path)))
    }
  }

  @Test("refuses links, paths that ustar cannot hold, and an empty list")
  func refusals() throws {
    let folder = try tree()
    let archive = folder.path.appending("source.tar")
    let link = folder.path.appending("Sources/link").string
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "/etc/passwd")
    let error = try #require(throws: CandorError.self) {
      try SourceArchive.write(names, of: folder.path, to: archive)
    }
    #expect(error.location?.file == link)
    try FileManager.default.removeItem(atPath: link)
    try folder.write("x", to: "Sources/" + String(repeating: "n", count: 101))
    let long = try #require(throws: CandorError.self) {
      try SourceArchive.write(names, of: folder.path, to: archive)
    }
    #expect(long.code == .limitExceeded)
    #expect(!FileSystem.exists(archive))
    for names in [["LICENSE"], ["../x"], ["Package.swift", "Package.swift"]] {
      #expect(throws: CandorError.self) {
        try SourceArchive.write(names, of: folder.path, to: archive)
      }
    }
  }
}
