/// What one line of a card says about pieces. Prose can describe and point; it never shares.
struct CardLine {
  private let text: TextFile
  private let index: Int
  private let heading: String
  private let kind: SystemKind
  private let line: [UInt8]
  /// The line with the one before it: sentences go on.
  private let context: [UInt8]

  init(_ text: TextFile, _ index: Int, heading: String, kind: SystemKind) {
    (self.text, self.index, self.heading, self.kind) = (text, index, heading, kind)
    line = text.lines[index].foldedBytes
    context = index > 0 ? text.lines[index - 1].foldedBytes + [0x20] + line : line
  }

  var evidence: [Evidence] {
    guard !line.isEmpty, !says("[more information needed]") else { return [] }
    return data + code + training + papers
  }

  private func says(_ words: String...) -> Bool {
    words.contains { line.holds(Array($0.utf8)) }
  }

  private var hasDigit: Bool { line.contains { $0 >= 0x30 && $0 <= 0x39 } }

  private func found(_ component: Component, _ status: PieceStatus, _ claim: String) -> Evidence {
    Evidence(component, status, claim, text, index)
  }

  private var data: [Evidence] {
    guard kind != .dataset else { return [] }
    if says("huggingface.co/datasets/", "laion.ai/", "commoncrawl.org", "the-eye.eu", "s3://")
      && says("train", "dataset", "data")
    {
      return [found(.dataset, .linked, "points to training data")]
    }
    if says("trained on", "pretraining", "pre-training", "training data", "train tokens"),
      namesPublicData
    {
      return [found(.dataset, .linked, "names public training data")]
    }
    let isAboutData =
      heading.contains("training data") || heading.contains("pretraining data")
      || heading.contains("training dataset")
    if says("trained on", "pretrained on", "pre-trained on", "training data", "trillion tokens")
      || (isAboutData && !line.starts(with: Array("#".utf8)))
    {
      return [found(.dataset, .described, "says what it was trained on")]
    }
    return []
  }

  /// Names under which everybody finds the same data.
  private var namesPublicData: Bool {
    says(
      "fineweb", "dclm", "the stack", "the pile", "redpajama", "slimpajama", "refinedweb", "dolma",
      "laion-", "common crawl", "commoncrawl", "wikipedia", "openwebtext", "starcoderdata",
      "finemath",
      "cosmopedia", "bookcorpus", "imagenet", "the c4 ")
  }

  private var code: [Evidence] {
    guard says("github.com/", "gitlab.com/", "code.google.com/") else { return [] }
    if says(
      "training code", "train code", "training script", "pretraining code", "trained with",
      "trained using", "used for training", "used to train", "training framework", "core repo",
      "training:", "for training")
    {
      return [found(.trainingCode, .linked, "points to training code")]
    }
    if says("data")
      && ["rebuild", "reproduc", "prepar"].contains(where: { context.holds(Array($0.utf8)) })
    {
      return [
        found(.preprocessingCode, .linked, "points to code that prepares data"),
        found(.dataset, .linked, "points to code that rebuilds the data"),
      ]
    }
    if says("evaluation code", "evaluation:", "eval harness", "evaluation-harness") {
      return [found(.evaluationCode, .linked, "points to evaluation code")]
    }
    if says("inference", "run ", "usage", "use ", "codebase", "repository", "code") {
      return [found(.inferenceCode, .linked, "points to source code")]
    }
    return []
  }

  private var training: [Evidence] {
    guard kind != .dataset else { return [] }
    var evidence: [Evidence] = []
    if hasDigit,
      says(
        "learning rate", "learning_rate", "batch size", "batch:", "weight decay", "warmup", "adamw",
        "training steps", "train steps", "gradient accumulation")
    {
      evidence.append(
        found(.hyperparameters, .described, "gives a setting of the training in words"))
    }
    if hasDigit, says(" seed", "seeds", "`seed") {
      evidence.append(found(.seed, .described, "mentions a seed in words"))
    }
    if says(
      "pytorch", "megatron", "nanotron", "gpt-neox", "jax", "tensorflow", "deepspeed",
      "custom training libraries", "software stack", "olmo-core")
    {
      evidence.append(found(.libraries, .described, "names software in words"))
    }
    if says(
      "intermediate checkpoint", "checkpoints every", "revision=\"step", "checkpoints for each")
    {
      let isLink = says("branch", "revision", "http")
      evidence.append(
        found(
          .checkpoints, isLink ? .linked : .described,
          "says there are checkpoints from within the training"))
    }
    return evidence
  }

  private var papers: [Evidence] {
    var evidence: [Evidence] = []
    if says("arxiv.org/", "aclanthology.org/", "doi.org/10.") {
      evidence.append(found(.researchPaper, .linked, "points to a paper"))
    } else if says("technical report") && says("http", "](") {
      evidence.append(found(.technicalReport, .linked, "points to a technical report"))
    }
    if line.starts(with: Array("|".utf8)), hasDigit,
      ["eval", "benchmark", "result", "performance"].contains(where: { heading.contains($0) })
    {
      evidence.append(found(.evaluationResults, .shared, "a table of results"))
    }
    if says(
      "mmlu", "hellaswag", "arc-c", "**arc**", "gsm8k", "humaneval", "lambada", "winogrande",
      "triviaqa",
      "coco2017", "coco 2017", "imagenet")
    {
      evidence.append(found(.evaluationData, .linked, "names a public benchmark"))
    }
    return evidence
  }
}
