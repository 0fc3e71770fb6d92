import CandorCore
import SystemPackage
import Testing

@testable import CandorRelease

@Suite("The run ledger")
struct RunLedgerTests {
  private func resume(_ path: FilePath, after step: Int, state: Int? = nil) throws -> [RunSegment] {
    var writer = try RunLedgerWriter(
      resuming: path, inputs: ExampleRun.inputs, initialState: ExampleRun.state(step: 0),
      state: ExampleRun.state(step: state ?? step), afterStep: step)
    return step == 5 ? [] : try ExampleRun.proceed(&writer, from: step + 1)
  }

  // Golden: Tests/Oracles/ledger_chain.py ledger, which writes the same file without this code.
  @Test("has the bytes an independent program writes from the specification")
  func golden() throws {
    let folder = try TemporaryFolder()
    let path = folder.path.appending("ledger.jsonl")
    let records = try ExampleRun.write(to: path)
    let expected = try FileSystem.read(fixtures.appending("ledger.jsonl"))
    #expect(try FileSystem.read(path) == expected)
    let ledger = try RunLedger(path)
    #expect(ledger.segments.map(\.record) == records)
    #expect(ledger.steps == (1...5).map(ExampleRun.step))
    #expect(ledger.validations == [ExampleRun.validation])
    #expect(ledger.segments.map(\.lines) == [2...4, 5...8, 9...10])
    #expect(ledger.inputs == ExampleRun.inputs)
    #expect(try ledger.segments[1].state == ExampleRun.state(step: 4))
    #expect(ledger.chain == records[2].chain)
  }

  @Test("killed at any byte, is cut back to the checkpoint and ends with the same bytes")
  func killed() throws {
    let folder = try TemporaryFolder()
    let path = folder.path.appending("ledger.jsonl")
    _ = try ExampleRun.write(to: path)
    let whole = try FileSystem.read(path)
    let ends = whole.indices.filter { whole[$0] == 0x0A }.map { $0 + 1 }
    let closed = [0: ends[0], 2: ends[3], 4: ends[7], 5: ends[9]]
    for count in 0...whole.count where count % 37 == 0 || ends.contains(count) {
      for step in [0, 2, 4, 5] {
        try AtomicFile.write(Array(whole[..<count]), to: path)
        if count >= closed[step, default: 0] {
          _ = try resume(path, after: step)
          #expect(try FileSystem.read(path) == whole)
        } else {
          #expect(throws: CandorError.self) { try resume(path, after: step) }
        }
      }
    }
  }

  @Test("resumes over garbage after the checkpoint, but not over garbage before it")
  func garbage() throws {
    let folder = try TemporaryFolder()
    let path = folder.path.appending("ledger.jsonl")
    _ = try ExampleRun.write(to: path)
    let whole = try FileSystem.read(path)
    try AtomicFile.write(whole + [0, 0, 0xFF, 0x0A, 0x7B], to: path)
    _ = try resume(path, after: 4)
    #expect(try FileSystem.read(path) == whole)
    var damaged = whole
    damaged[whole.firstIndex(of: 0x0A)! + 30] ^= 1
    try AtomicFile.write(damaged, to: path)
    #expect(throws: CandorError.self) { try resume(path, after: 4) }
    #expect(try FileSystem.read(path) == damaged)
  }

  @Test("does not resume another run or from another state, and says which tensor differs")
  func anotherRun() throws {
    let folder = try TemporaryFolder()
    let path = folder.path.appending("ledger.jsonl")
    _ = try ExampleRun.write(to: path)
    let state = try #require(throws: CandorError.self) { try resume(path, after: 2, state: 4) }
    #expect(state.code == .mismatch)
    #expect(state.hint == "the first tensor that differs is `moment/w`")
    var inputs = ExampleRun.inputs
    inputs.dataDigest = Digest(of: "other data")
    let other = try #require(throws: CandorError.self) {
      _ = try RunLedgerWriter(
        resuming: path, inputs: inputs, initialState: ExampleRun.state(step: 0),
        state: ExampleRun.state(step: 2), afterStep: 2)
    }
    #expect(other.message.hasPrefix("the ledger is of another run"))
  }

  @Test("names the place of every single flipped bit")
  func flippedBits() throws {
    let folder = try TemporaryFolder()
    let path = folder.path.appending("ledger.jsonl")
    _ = try ExampleRun.write(to: path)
    let whole = try FileSystem.read(path)
    let lines = [
      (1, 1...4), (2, 2...4), (3, 2...4), (4, 4...4), (5, 5...8), (6, 5...8), (7, 5...8),
      (8, 8...8), (9, 9...10), (10, 10...10),
    ]
    var line = 1
    for index in whole.indices {
      for bit in 0..<8 {
        var changed = whole
        changed[index] ^= 1 << UInt8(bit)
        let error = try #require(throws: CandorError.self, "byte \(index), bit \(bit)") {
          try RunLedger(LedgerFile(changed, path: path))
        }
        let named = try #require(error.location?.line)
        // A lost or an extra line feed moves the lines below by one.
        let range = lines[line - 1].1
        #expect(
          (range.lowerBound...range.upperBound + 1).contains(named),
          "line \(line), byte \(index), bit \(bit): \(error)")
      }
      if whole[index] == 0x0A { line += 1 }
    }
  }

  @Test("says which kind of line was changed, consistent forgeries of one digest included")
  func blame() throws {
    let folder = try TemporaryFolder()
    let path = folder.path.appending("ledger.jsonl")
    let records = try ExampleRun.write(to: path)
    let text = String(decoding: try FileSystem.read(path), as: UTF8.self)
    func message(_ old: String, _ new: String) throws -> String {
      let parts = text.split(separator: old, maxSplits: 1, omittingEmptySubsequences: false)
      try AtomicFile.write("\(parts[0])\(new)\(parts[1])", to: path)
      return try #require(throws: CandorError.self) { try RunLedger(path) }.description
    }
    let other = Digest(of: "other").hex
    #expect(
      try message("\"lossBits\":\"3faaaaab\"", "\"lossBits\":\"3faaaaaa\"").contains(
        "one of the lines 5 to 7"))
    #expect(try message(ExampleRun.step(3).samples.hex, other).contains("`samples` was changed"))
    #expect(
      try message(records[1].state.hex, other).contains(
        "ledger.jsonl:8: `chain`: the chain breaks here: this line"))
    #expect(
      try message(ExampleRun.inputs.recipeDigest.hex, other).contains("this line or the header"))
    #expect(
      try message(Digest(of: "w 2").hex, other).contains("`tensors` was changed in this line"))
    #expect(try message(Digest(of: "w 0").hex, other).contains("`initialState`"))
    #expect(
      try message("\"step\":4,\"tokens\":64", "\"step\":5,\"tokens\":64").contains(
        "step 5 follows step 3"))
    #expect(try message("\"kind\":\"step\"", "\"kind\":\"leap\"").contains("unknown kind"))
    #expect(try message("\"bytes\":40,", "\"bytes\": 40,").contains("canonical"))
    #expect(try message("\"bytes\":40,", "").contains("missing key `bytes`"))
    #expect(
      try message("\"bytes\":40,", "\"bytes\":40,\"bytez\":1,").contains("unknown key `bytez`"))
    #expect(
      try message("\"lossBits\":\"3faaaaab\"", "\"lossBits\":\"7f800000\"").contains("finite"))
  }

  @Test("does not record what is not finite, out of order, or of another model")
  func refusals() throws {
    let folder = try TemporaryFolder()
    var writer = try RunLedgerWriter(
      creating: folder.path.appending("ledger.jsonl"), inputs: ExampleRun.inputs,
      initialState: ExampleRun.state(step: 0))
    var step = ExampleRun.step(1)
    step.loss = .nan
    let before = try FileSystem.read(folder.path.appending("ledger.jsonl"))
    do {
      try writer.append(step)
      Issue.record("a loss that is not a number was recorded")
    } catch let error as CandorError { #expect(error.code == .nonFinite) }
    do {
      try writer.append(ExampleRun.step(2))
      Issue.record("a step was left out")
    } catch let error as CandorError { #expect(error.code == .internalFault) }
    #expect(try FileSystem.read(folder.path.appending("ledger.jsonl")) == before)
    try writer.append(ExampleRun.step(1))
    do {
      try writer.closeSegment(state: ExampleRun.state(step: 2))
      Issue.record("a state of another step was recorded")
    } catch let error as CandorError { #expect(error.code == .internalFault) }
  }
}
