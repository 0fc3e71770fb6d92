import ArgumentParser
import CandorCore
import CandorTraining

@main
struct Candor: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "candor",
    abstract: "Makes an AI system something you can check instead of something you must trust.",
    version: "\(Tool.name) \(Tool.version)",
    subcommands: [
      DemoCommand.self, TrainCommand.self, ReproduceCommand.self, RunCommand.self,
      ChatCommand.self, ExplainCommand.self, ConvertCommand.self, InspectCommand.self,
      BillCommand.self,
      VerifyCommand.self, SignCommand.self, AuditCommand.self, ListCommand.self,
      IndexCommand.self, TraceCommand.self,
    ])

  /// Runs the command; an error becomes a sentence on stderr and a documented exit status.
  static func main() {
    Interruption.install()
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch let error as CandorError {
      Terminal.finishProgress()
      Terminal.log("error: \(error)")
      Terminal.exit(error.exitStatus)
    } catch let status as ExitCode {
      Terminal.exit(status.rawValue)
    } catch {
      Terminal.finishProgress()
      exit(withError: error)
    }
  }
}
