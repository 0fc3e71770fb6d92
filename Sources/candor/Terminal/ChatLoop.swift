import CandorCore
import CandorModels

/// Lines from standard input as messages, answers to standard output.
struct ChatLoop {
  let printsJSON: Bool
  let tracer: AnswerTracer?

  /// Ends at the end of the input or at `/exit`. A mistake on a terminal costs one message, elsewhere
  /// it ends the program.
  func run(_ conversation: inout Conversation) throws {
    if Terminal.hasUser { Terminal.log("`/exit` leaves, `/reset` begins anew.") }
    while let line = nextMessage() {
      do {
        guard try obey(line, &conversation) else { return }
      } catch let error as CandorError where Terminal.hasUser && error.code != .interrupted {
        Terminal.log("error: \(error)")
      }
    }
  }

  /// - Returns: whether the conversation goes on.
  private func obey(_ line: String, _ conversation: inout Conversation) throws -> Bool {
    let words = line.split(separator: " ", maxSplits: 1)
    switch words.first {
    case nil: break
    case "/exit", "/quit": return false
    case "/reset": conversation.begin(system: conversation.system)
    case "/system": conversation.begin(system: words.count > 1 ? String(words[1]) : nil)
    case let word? where word.hasPrefix("/") && Terminal.hasUser:
      throw CandorError(
        .usage, "there is no `\(word)`", hint: "there are `/reset`, `/system TEXT` and `/exit`")
    default: try answer(line, &conversation)
    }
    return true
  }

  private func answer(_ message: String, _ conversation: inout Conversation) throws {
    // From here on, Ctrl-C ends the answer and not the program.
    if Terminal.hasUser { Interruption.install() }
    do {
      let generation = try conversation.answer(message) { piece in
        if !printsJSON { Terminal.write(bytes: Array(piece.utf8)) }
      }
      guard printsJSON else {
        Terminal.write("")
        try tracer?.show(generation.text)
        return
      }
      let json = conversation.json(of: generation)
      let report = try tracer?.add(generation.text, to: json) ?? json
      Terminal.write(bytes: report.canonical() + [10])
    } catch let error as CandorError where Terminal.hasUser && error.code == .interrupted {
      Terminal.write("")
    }
  }

  private func nextMessage() -> String? {
    if Terminal.hasUser { Interruption.remove() }
    var message = ""
    while true {
      if Terminal.hasUser { Terminal.ask(message.isEmpty ? "> " : "… ") }
      guard let line = readLine() else { return message.isEmpty ? nil : message }
      guard line.hasSuffix("\\") else { return message + line }
      message += line.dropLast() + "\n"
    }
  }
}
