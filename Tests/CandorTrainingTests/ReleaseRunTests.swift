import CandorCore
import CandorRelease
import CandorTensors
import CandorTraining
import SystemPackage
import Testing

@Suite("a run, its release and its rebuilding")
struct ReleaseRunTests {
  @Test("threads, workers and instruction sets change no bit of parameters and moments")
  func invariance() throws {
    let small = try SmallRun.ofStories()
    defer { small.remove() }
    let expected = try small.finalDigest(threads: 1)
    for threads in [2, 3, 7] {
      #expect(try small.finalDigest(threads: threads) == expected, "\(threads) threads")
    }
    for workers in [2, 3, 4] {
      #expect(try small.finalDigest(threads: 4, workers: workers) == expected, "\(workers) workers")
    }
    for isa in InstructionSet.available where isa != .generic {
      #expect(try small.finalDigest(threads: 2, isa: isa) == expected, "\(isa)")
    }
  }

  @Test("plain C gives the same bits in a shortened run")
  func plainC() throws {
    let small = try SmallRun.ofStories(steps: 4)
    defer { small.remove() }
    let expected = try small.finalDigest(threads: 2)
    #expect(try small.finalDigest(threads: 2, isa: .generic) == expected)
  }

  @Test("a release is reproduced, and spot checks replay segments from kept states")
  func reproduction() throws {
    let small = try SmallRun.ofStories()
    defer { small.remove() }
    try small.train()
    let whole = try small.reproduce(threads: 3)
    #expect(whole.verdict == .reproduced, "\(String(describing: whole.firstDifference))")
    #expect(whole.segments == 3 && whole.replayed == [0, 1, 2] && whole.missProbability == 0)
    #expect(whole.parameterDigest == whole.expectedDigest)
    let spot = try small.reproduce(spot: 1)
    #expect(spot.verdict == .spotChecked, "\(String(describing: spot.firstDifference))")
    #expect(spot.replayed.count == 2 && spot.replayed.first == 0)
  }

  @Test("a run stopped anywhere goes on to the same release", arguments: [1, 3, 4, 7])
  func resuming(stop: Int) throws {
    let (small, other) = (try SmallRun.ofStories(), try SmallRun.ofStories())
    defer {
      small.remove()
      other.remove()
    }
    let expected = try other.train().run?.parameterDigest
    // What a kill leaves behind: everything as it was on disk at that moment.
    let copy = small.folder.appending("killed")
    _ = try TrainingSession(small.run(), folder: small.release).train { event in
      if case .step(let step, _, _) = event, step.step == stop {
        try? SmallRun.copy(small.release, to: copy)
      }
    }
    try FileSystem.remove(small.release)
    try SmallRun.copy(copy, to: small.release)
    #expect(try small.train().run?.parameterDigest == expected)
  }

  @Test(
    "one changed bit is found and named",
    arguments: [
      ("model.safetensors", 100), ("ledger.jsonl", 2000), ("recipe.yaml", 20), ("README.md", 10),
    ])
  func tampering(file: String, offset: Int) throws {
    let small = try SmallRun.ofStories()
    defer { small.remove() }
    try small.train()
    try small.flip(file, fromEnd: offset)
    let result = try small.reproduce()
    #expect(result.verdict == .diverged)
    #expect(result.firstDifference?.detail.contains(file) == true)
    #expect(result.replayed.isEmpty)
  }

  @Test("a forged weight with a forged lock is found by running again: tensor, element, distance")
  func forgedWeight() throws {
    let small = try SmallRun.ofStories()
    defer { small.remove() }
    try small.train()
    try small.flip("model.safetensors", fromEnd: 4 * 3)
    try small.relock()
    let result = try small.reproduce()
    #expect(result.verdict == .diverged)
    #expect(result.firstDifference?.tensor == "model.norm.weight")
    #expect(result.firstDifference?.element == 29)
    #expect(result.firstDifference?.ulps == 1)
  }

  @Test(
    "a changed byte of recipe or data under a forged lock is found",
    arguments: [
      ("recipe.yaml", "seed: 7", "seed: 6", "hyperparameters"),
      ("recipe.yaml", "beta2: 0.95", "beta2: 0.94", "hyperparameters"),
      ("data/corpus.txt", "Exit statuses", "Exit statutes", "dataset"),
    ])
  func forgedInput(file: String, old: String, new: String, subject: String) throws {
    let small = try SmallRun.ofText()
    defer { small.remove() }
    try small.train()
    try small.replace(old, by: new, in: file)
    try small.relock()
    let result = try small.reproduce()
    #expect(result.verdict == .diverged && result.firstDifference?.subject == subject)
  }

  @Test("a changed line of the ledger under a forged lock is found")
  func forgedLedger() throws {
    let small = try SmallRun.ofText()
    defer { small.remove() }
    try small.train()
    try small.replace("2,\"tokens\":128", by: "2,\"tokens\":129", in: "ledger.jsonl")
    try small.relock()
    let error = #expect(throws: CandorError.self) { try small.reproduce() }
    #expect(error?.code == .mismatch && error?.message.contains("lines 2 to") == true)
  }

  @Test("the parameters of a small run are the known ones, on every machine and in every build")
  func known() throws {
    let small = try SmallRun.ofText()
    defer { small.remove() }
    let known = try FileSystem.read(SmallRun.fixture.appending("parameters.sha256"))
    #expect(
      try small.train().run.map { "\($0.parameterDigest.hex)\n" }
        == String(decoding: known, as: UTF8.self))
  }

  @Test("two runs at once in one folder are refused, and what a killed one left is removed")
  func claims() throws {
    let small = try SmallRun.ofText()
    defer { small.remove() }
    try withExtendedLifetime(TrainingSession(small.run(), folder: small.release)) {
      let error = #expect(throws: CandorError.self) {
        _ = try TrainingSession(small.run(), folder: small.release)
      }
      #expect(error?.message == "another run is at work here")
    }
    let leftover = small.release.appending("data").appending(".corpus.txt.tmp-123-4")
    try FileSystem.createDirectory(leftover.removingLastComponent())
    try AtomicFile.write("half", to: leftover)
    try small.train()
    #expect(!FileSystem.exists(leftover))
  }

  @Test("a missing piece is named, and nothing is claimed")
  func missing() throws {
    let small = try SmallRun.ofStories()
    defer { small.remove() }
    try small.train()
    try FileSystem.remove(small.release.appending("recipe.yaml"))
    let result = try small.reproduce()
    #expect(result.verdict == .cannot && result.missing == ["recipe.yaml"])
  }

  @Test("an unknown key is named with the nearest one")
  func unknownKey() throws {
    let small = try SmallRun.ofStories()
    defer { small.remove() }
    let path = small.recipeFolder.appending("recipe.yaml")
    let text = String(decoding: try FileSystem.read(path), as: UTF8.self)
    try AtomicFile.write(text.replacing("weightDecay:", with: "weigthDecay:"), to: path)
    #expect {
      _ = try Recipe(small.recipeFolder)
    } throws: { error in
      (error as? CandorError)?.description.contains("weightDecay") == true
    }
  }
}
