/// What files are by their names alone, as their ecosystems name them.
enum FileTypes {
  static func isWeights(_ file: SurveyFile) -> Bool {
    switch file.type {
    case "safetensors", "gguf": true
    case "bin":
      ["pytorch_model", "adapter_model", "diffusion_pytorch_model", "model"].contains {
        file.stem.hasPrefix($0)
      }
    case "pt", "pth", "ckpt", "msgpack", "h5", "onnx", "npz":
      !isTrainingState(file) && !file.folder.contains("data/")
    default: false
    }
  }

  /// What a trainer leaves beside its checkpoints; most are pickles.
  static func isTrainingState(_ file: SurveyFile) -> Bool {
    file.stem == "trainer_state"
      || ["bin", "pt", "pth"].contains(file.type)
        && ["optimizer", "scheduler", "rng_state", "training_args", "scaler"].contains {
          file.stem.hasPrefix($0)
        }
  }

  static func isCode(_ file: SurveyFile) -> Bool {
    [
      "py", "ipynb", "sh", "c", "cc", "cpp", "cu", "cuh", "h", "hpp", "rs", "go", "swift", "java",
      "js", "ts", "jl", "lua",
    ].contains(file.type)
  }

  static func isTest(_ file: SurveyFile) -> Bool {
    let folders = file.folder.lowercased().split(separator: "/")
    return file.stem.hasPrefix("test_") || folders.contains("tests") || folders.contains("test")
  }

  /// Files that hold settings: whatever a trainer is told.
  static func isSettings(_ file: SurveyFile) -> Bool {
    switch file.type {
    case "yaml", "yml", "toml", "ini", "cfg", "gin", "conf", "sh", "slurm", "sbatch": true
    case "json": !isModelDescription(file)
    default: false
    }
  }

  /// JSON files that say what a model is, not how it was trained.
  static func isModelDescription(_ file: SurveyFile) -> Bool {
    file.base.hasSuffix(".index.json")
      || [
        "config", "generation_config", "tokenizer", "tokenizer_config", "special_tokens_map",
        "added_tokens", "vocab", "model_index", "adapter_config", "preprocessor_config",
        "processor_config", "chat_template", "release.lock", "params", "scheduler_config",
      ].contains(file.stem)
  }

  static func isPayload(_ file: SurveyFile) -> Bool {
    switch file.type {
    case "parquet", "arrow", "jsonl", "ndjson", "csv", "tsv", "tar", "zst", "tfrecord", "npy",
      "idx":
      true
    case "gz", "xz", "bz2":
      file.base.contains(".json") || file.base.contains(".txt") || file.base.contains(".csv")
    case "txt": file.folder.contains("data/") || file.folder.contains("corpus/")
    default: false
    }
  }

  static func isCard(_ file: SurveyFile) -> Bool {
    file.type == "md"
      && [
        "readme", "model_card", "modelcard", "model-card", "dataset_card", "datacard", "data_card",
      ]
      .contains { file.stem == $0 || file.stem.hasSuffix($0) }
  }

  /// Files that are meant to hold terms.
  static func isLicence(_ file: SurveyFile) -> Bool {
    let stem = file.base.lowercased()
    return ["", "md", "txt", "rst"].contains(file.type)
      || stem.hasPrefix("license") || stem.hasPrefix("licence")
      ? ["license", "licence", "copying", "unlicense", "use_policy", "terms", "eula"].contains {
        stem.hasPrefix($0)
      } : false
  }

  static func isPaper(_ file: SurveyFile) -> Bool {
    file.type == "pdf"
      && ["paper", "report", "technical", "tech_report"].contains { file.stem.contains($0) }
  }

  static func isRequirements(_ file: SurveyFile) -> Bool {
    let name = file.base.lowercased()
    return name.hasPrefix("requirements") && file.type == "txt"
      || ["environment.yml", "environment.yaml", "pyproject.toml", "package.swift", "setup.py"]
        .contains(name)
      || isLockFile(file) || isContainer(file)
  }

  static func isLockFile(_ file: SurveyFile) -> Bool {
    [
      "uv.lock", "poetry.lock", "pipfile.lock", "conda-lock.yml", "package.resolved", "cargo.lock",
      "flake.lock", "pdm.lock",
    ].contains(file.base.lowercased())
  }

  static func isContainer(_ file: SurveyFile) -> Bool {
    file.base.lowercased().hasPrefix("dockerfile") || file.type == "dockerfile"
      || file.base == "Containerfile"
  }
}
