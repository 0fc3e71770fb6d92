import CandorCore
import CandorRelease
import CandorTensors
import SystemPackage

// Feeds changed files to one reader until the time is up; `scripts/fuzz` runs all of them and keeps
// what stopped one. The file in work is FOLDER/NAME, so it is still there when the process is gone.
let arguments = Array(CommandLine.arguments.dropFirst())
guard arguments.count >= 4, let reader = FuzzedReader(rawValue: arguments[0]),
  let seconds = Int(arguments[2])
else {
  let readers = FuzzedReader.allCases.map(\.rawValue).joined(separator: " ")
  print("candor-fuzz READER SEEDS SECONDS FOLDER [RUN]      READER: \(readers)")
  print("SEEDS: a folder of files; RUN: a number, each has other changes")
  throw CandorError(.usage, "arguments are missing or wrong")
}
let folder = FilePath(arguments[3])
let path = folder.appending(reader.fileName)
let run = arguments.count > 4 ? UInt64(arguments[4]) ?? 0 : 0
/// A file that takes longer than this to read is a finding; one that never ends is stopped later, since
/// the machine may have other work.
let (secondsPerFile, patience) = (10.0, UInt32(120))

let seedFolder = FilePath(arguments[1])
let trustFolder = seedFolder.removingLastComponent().appending("trust")
let seeds = try FileSystem.list(seedFolder).sorted().map { name in
  try FileSystem.read(seedFolder.appending(name))
}
guard !seeds.isEmpty else { throw CandorError(.notFound, "there are no seeds in \(seedFolder)") }
let arithmetic = try Arithmetic(threads: 1)
let trusts = try FuzzTrust.all(for: reader, in: trustFolder)
let words = reader.words
let start = ContinuousClock.now
var (cases, accepted, refused) = (0, 0, 0)

func write(_ bytes: [UInt8]) throws {
  let file = try FileDescriptor.open(
    path, .writeOnly, options: [.create, .truncate], permissions: .ownerReadWrite)
  try file.closeAfter { _ = try file.writeAll(bytes) }
}

while start.duration(to: .now) < .seconds(seconds) {
  var mutation = Mutation(seed: run, number: cases)
  let seed = seeds[mutation.next(below: seeds.count)]
  let donor = seeds[mutation.next(below: seeds.count)]
  // The unchanged files come first: they have to be accepted.
  let bytes =
    cases < seeds.count
    ? seeds[cases] : reader.repaired(mutation.apply(to: seed, words: words, donor: donor))
  try write(bytes)
  Watchdog.restart(seconds: patience)
  let began = Watchdog.processorSeconds
  do {
    try reader.read(bytes, at: path, in: folder, using: arithmetic, trusting: trusts)
    accepted += 1
  } catch let error as CandorError {
    if error.code == .internalFault { throw error }
    if cases < seeds.count { print("note: a seed is refused: \(error)") }
    refused += 1
  }
  guard Watchdog.processorSeconds - began < secondsPerFile else {
    throw FuzzFinding(what: "it took \(Watchdog.processorSeconds - began) s")
  }
  cases += 1
}
Watchdog.restart(seconds: 0)
print(
  "\(reader.rawValue) run \(run): \(seconds) s, \(cases) files, \(accepted) accepted, \(refused) refused"
)
