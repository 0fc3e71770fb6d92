/// Finds source code, told by what it does: words of the path, confirmed by words of the code.
enum CodeEvidence {
  /// A kind of code: which names it goes by, and which of its lines give it away.
  private struct Trait {
    let component: Component
    let claim: String
    let names: [String]
    let marks: [String]
  }

  private static let traits = [
    Trait(
      component: .trainingCode, claim: "code that trains",
      names: ["train", "sft", "dpo", "main", "run_", "optimi", "gradient"],
      marks: [
        ".backward(", "trainer.fit(", "optimizer.step(", "trainer.train(", "Trainer(",
        "value_and_grad(",
        "def train_step", "pretrain(", "func backward", "adamw(",
      ]),
    Trait(
      component: .evaluationCode, claim: "code that evaluates",
      names: ["eval", "benchmark", "lm_eval"],
      marks: ["accuracy", "evaluate(", "metric", "score"]),
    Trait(
      component: .preprocessingCode, claim: "code that prepares data",
      names: ["preprocess", "prepare", "tokeniz", "dedup", "filter", "clean", "dataset", "data"],
      marks: [
        "tokenize(", "tokenizer.encode(", "dedup", "def preprocess", "def filter", "def clean",
        "write_parquet", "to_parquet", "filtered", "MinHash", "indexed_dataset", "np.memmap(",
      ]),
    Trait(
      component: .inferenceCode, claim: "code that runs the model",
      names: [
        "generat", "inference", "sampl", "chat", "modeling_", "predict", "txt2img", "run", "model",
      ],
      marks: [
        "def generate", "generate(", "softmax(", "def sample", "def forward", "func generate",
      ]),
    Trait(
      component: .architecture, claim: "code of the model",
      names: ["model", "modeling_", "decoder", "transformer", "ddpm"],
      marks: ["def forward", "nn.Module", "attention", "func forward"]),
  ]

  static func collect(_ survey: Survey) -> [Evidence] {
    var evidence: [Evidence] = []
    for root in survey.roots {
      var missing = traits
      for file in root.files where FileTypes.isCode(file) && !missing.isEmpty {
        let name = file.name.lowercased()
        for trait in missing where trait.names.contains(where: { name.contains($0) }) {
          guard let text = survey.text(file), let line = text.first(trait.marks) else { continue }
          evidence.append(Evidence(trait.component, .shared, trait.claim, text, line))
          missing.removeAll { $0.component == trait.component }
        }
      }
    }
    return evidence
  }
}
