import CandorCore
import CandorTensors

/// Reads the files that describe a model: `config.json`, `adapter_config.json`, a GGUF file's keys.
enum DescriptionEvidence {
  static func collect(_ survey: Survey) -> [Evidence] {
    survey.files.flatMap { file -> [Evidence] in
      switch file.base {
      case "config.json", "model_index.json": configuration(file, survey)
      case "adapter_config.json": adapter(file, survey)
      default: file.type == "gguf" ? gguf(file) : []
      }
    }
  }

  private static func configuration(_ file: SurveyFile, _ survey: Survey) -> [Evidence] {
    guard survey.root(of: file).kind.isModel, let text = survey.text(file) else { return [] }
    var evidence: [Evidence] = []
    let library = text.first(["\"transformers_version\"", "\"_diffusers_version\""])
    if let index = text.first(["\"architectures\"", "\"_class_name\""]) {
      evidence.append(
        Evidence(
          .architecture, library == nil ? .described : .linked,
          library == nil ? "names the architecture" : "names an architecture of a public library",
          text, index))
    }
    if let index = library {
      evidence.append(
        Evidence(
          .inferenceCode, .linked, "runs with a public library, named with its version", text, index
        ))
    }
    return evidence
  }

  private static func adapter(_ file: SurveyFile, _ survey: Survey) -> [Evidence] {
    guard let text = survey.text(file), let index = text.first(["\"base_model_name_or_path\""])
    else {
      return []
    }
    survey.note(
      Finding(.baseModel, "changes another model, which is not part of it", at: text.place(index)))
    return [
      Evidence(.architecture, .described, "names the kind of adapter and its base", text, index)
    ]
  }

  private static func gguf(_ file: SurveyFile) -> [Evidence] {
    guard let metadata = try? TensorArchive(file.place).metadata else { return [] }
    func text(_ key: String) -> String? {
      ((try? metadata.value(key, as: String.self)) ?? nil).map { TextFile.quoted($0[...]) }
    }
    func evidence(_ component: Component, _ status: PieceStatus, _ claim: String, _ key: String)
      -> [Evidence]
    {
      guard let value = text(key) else { return [] }
      return [
        Evidence(
          component, status, claim, at: .init(path: file.shown, quote: "\(key): \(value)"),
          root: file.root)
      ]
    }
    return evidence(.architecture, .described, "names the architecture", "general.architecture")
      + evidence(.inferenceCode, .linked, "points to the model's repository", "general.repo_url")
      + evidence(.dataset, .linked, "names a dataset", "general.dataset.0.name")
      + evidence(.dataset, .linked, "points to a dataset", "general.dataset.0.repo_url")
  }
}
